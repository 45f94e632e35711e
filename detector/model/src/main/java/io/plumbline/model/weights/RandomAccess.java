package io.plumbline.model.weights;

import io.plumbline.model.ErrorCode;
import io.plumbline.model.PlumblineException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A file read at positions, by any number of threads. Reads, not mappings: every value is converted on its way
 * anyhow, a file cut short while open is then a typed error and not a crashed JVM, and a closed file can be replaced
 * on any system.
 */
final class RandomAccess implements AutoCloseable {
    private final Path path;
    private final FileChannel channel;
    private final long size;

    private RandomAccess(Path path, FileChannel channel, long size) {
        this.path = path;
        this.channel = channel;
        this.size = size;
    }

    static RandomAccess open(Path path) {
        try {
            FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
            return new RandomAccess(path, channel, channel.size());
        } catch (NoSuchFileException e) {
            throw new PlumblineException(
                    ErrorCode.MODEL_NOT_REACHABLE, path + " does not exist; name an existing model file", e);
        } catch (IOException e) {
            throw unreadable(path, e);
        }
    }

    Path path() {
        return path;
    }

    /** Size in bytes when the file was opened. */
    long size() {
        return size;
    }

    /** Fills the first {@code length} bytes of {@code target} from {@code offset} on. */
    void read(long offset, byte[] target, int length, String field) {
        if (offset < 0 || length < 0 || offset > size - length) {
            throw ModelFileErrors.corrupt(
                    path, field, length + " bytes at offset " + offset + " of a file of " + size + " bytes");
        }
        ByteBuffer buffer = ByteBuffer.wrap(target, 0, length);
        try {
            while (buffer.hasRemaining()) {
                if (channel.read(buffer, offset + buffer.position()) < 0) {
                    throw ModelFileErrors.corrupt(path, field, "the file was cut short while it was read");
                }
            }
        } catch (IOException e) {
            throw unreadable(path, e);
        }
    }

    private static PlumblineException unreadable(Path path, IOException cause) {
        return new PlumblineException(
                ErrorCode.MODEL_NOT_REACHABLE,
                path + " cannot be read (" + cause + "); check that it is a file and its permissions",
                cause);
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw unreadable(path, e);
        }
    }
}
