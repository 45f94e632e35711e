package io.plumbline.model.weights;

import io.plumbline.model.ErrorCode;
import io.plumbline.model.PlumblineException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;

/** Lets one thread of one process fetch a model; the others wait and then find it in the cache. */
final class CacheLock implements AutoCloseable {
    private static final int POLL_MS = 100;

    private final FileChannel channel;

    private CacheLock(FileChannel channel) {
        this.channel = channel;
    }

    /** Waits for the lock; BUSY after {@code timeout}. The lock file stays: deleting it would let two in. */
    static CacheLock acquire(Path file, Duration timeout) throws IOException {
        Files.createDirectories(Optional.ofNullable(file.getParent()).orElseThrow());
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        long deadline = System.nanoTime() + timeout.toNanos();
        try {
            while (tryLock(channel).isEmpty()) {
                if (System.nanoTime() - deadline > 0) {
                    throw busy(file, "held for more than " + timeout);
                }
                Thread.sleep(POLL_MS);
            }
            return new CacheLock(channel);
        } catch (InterruptedException e) {
            channel.close();
            Thread.currentThread().interrupt();
            throw busy(file, "interrupted while waiting");
        } catch (RuntimeException | IOException e) {
            channel.close();
            throw e;
        }
    }

    private static Optional<FileLock> tryLock(FileChannel channel) throws IOException {
        try {
            return Optional.ofNullable(channel.tryLock());
        } catch (OverlappingFileLockException e) {
            // another thread of this process
            return Optional.empty();
        }
    }

    private static PlumblineException busy(Path file, String problem) {
        return new PlumblineException(
                ErrorCode.BUSY, "another process is fetching the model (lock " + file + " " + problem + "); try again");
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
