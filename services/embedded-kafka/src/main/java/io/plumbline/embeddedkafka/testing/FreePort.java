package io.plumbline.embeddedkafka.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;

/** A port for a process that a test or a bench starts. */
public final class FreePort {
    private FreePort() {}

    /** One on which nobody listens now; nothing keeps it. */
    public static int find() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException("no free port", e);
        }
    }
}
