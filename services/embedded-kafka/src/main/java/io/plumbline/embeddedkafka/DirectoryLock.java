package io.plumbline.embeddedkafka;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a data directory to one broker. Kafka has a lock of its own, but in combined mode takes it only after the
 * controller has already opened the metadata log in the same directory.
 */
final class DirectoryLock implements AutoCloseable {
    private static final String FILE = "plumbline.lock";

    private final FileChannel channel;

    private DirectoryLock(FileChannel channel) {
        this.channel = channel;
    }

    static DirectoryLock take(Path directory) {
        try {
            FileChannel channel =
                    FileChannel.open(directory.resolve(FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (lock(channel) == null) {
                channel.close();
                throw new BrokerException(
                        "another broker uses the data directory " + directory + "; stop it or name another directory");
            }
            return new DirectoryLock(channel);
        } catch (IOException e) {
            throw new BrokerException("the data directory " + directory + " is not writable; name another one", e);
        }
    }

    private static @Nullable FileLock lock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            // held by another broker of this process
            return null;
        }
    }

    /** Gives the directory free. */
    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new BrokerException("the lock of the data directory could not be released", e);
        }
    }
}
