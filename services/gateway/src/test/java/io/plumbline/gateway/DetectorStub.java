package io.plumbline.gateway;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Stands for the detector's internal port: the id of the event says what it answers. */
public final class DetectorStub implements QuarkusTestResourceLifecycleManager {
    private static final String HASH = "0123456789abcdef".repeat(4);
    private static final String VERDICT = """
            {"schemaVersion":"1.0","verdictId":"%1$s","eventId":"judged","tenant":"default","profileName":"p",
             "profileId":"%1$s","modelHash":"%1$s","tokenizerHash":"%1$s","warnings":[],
             "outcome":{"status":"SCORED","label":"SUPPORTED","probability":0.1,"threshold":0.5,"spans":[],"evidence":[],
              "counts":{"passages":1,"promptTokens":1,"contextTokens":1,"responseTokens":1,"windows":1}}}""".formatted(HASH);

    private @Nullable HttpServer server;

    @Override
    public Map<String, String> start() {
        try {
            HttpServer started = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            started.createContext("/internal/v1/score", DetectorStub::answer);
            started.start();
            server = started;
            return Map.of(
                    "plumbline.detector.url",
                    "http://127.0.0.1:" + started.getAddress().getPort());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void answer(HttpExchange exchange) throws IOException {
        String event = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        int status = event.contains("\"id\":\"busy\"") ? 503 : event.contains("\"id\":\"late\"") ? 504 : 200;
        String deadline = exchange.getRequestHeaders().getFirst("Plumbline-Deadline-Ms");
        String trace = exchange.getRequestHeaders().getFirst("traceparent");
        byte[] body = event.contains("\"id\":\"judged\"")
                ? VERDICT.getBytes(StandardCharsets.UTF_8)
                : ("{\"stub\":true,\"deadline\":" + deadline + ",\"traceparent\":\"" + trace + "\"}")
                        .getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    @Override
    public void stop() {
        if (server != null) {
            server.stop(0);
        }
    }
}
