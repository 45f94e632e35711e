package io.plumbline.atlas;

import io.plumbline.model.ErrorCode;
import io.plumbline.model.Hashes;
import io.plumbline.model.PlumblineException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/**
 * Finished measurements on disk, so that a long run goes on after a kill. A measurement is named by the hash of all that it
 * depends on; its file is {@code [int32 magic][int32 count][float64 values]}, big-endian, and whole or absent (written beside
 * and moved into place). A file of another form counts as absent.
 */
public final class MeasurementStore {
    private static final int MAGIC = 0x504C4131;
    private static final int HEADER_BYTES = 2 * Integer.BYTES;

    private final Path directory;

    public MeasurementStore(Path directory) {
        this.directory = directory;
    }

    /** The values kept under a name, if there are {@code count}. */
    public Optional<double[]> read(String name, int count) {
        Path file = file(name);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
            if (bytes.remaining() != HEADER_BYTES + count * Double.BYTES
                    || bytes.getInt() != MAGIC
                    || bytes.getInt() != count) {
                return Optional.empty();
            }
            double[] values = new double[count];
            bytes.asDoubleBuffer().get(values);
            return Optional.of(values);
        } catch (IOException e) {
            throw new PlumblineException(
                    ErrorCode.INVALID_INPUT, "cannot read " + file + ": delete it, or name another work directory", e);
        }
    }

    /** Keeps values under a name. */
    public void write(String name, double[] values) {
        Path file = file(name);
        ByteBuffer bytes = ByteBuffer.allocate(HEADER_BYTES + values.length * Double.BYTES);
        bytes.putInt(MAGIC).putInt(values.length);
        bytes.asDoubleBuffer().put(values);
        try {
            Path parent = Files.createDirectories(directory.resolve(key(name).substring(0, 2)));
            Path partial = Files.createTempFile(parent, key(name), ".part");
            Files.write(partial, bytes.array());
            Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new PlumblineException(
                    ErrorCode.INVALID_INPUT,
                    "cannot write the work directory " + directory + " (" + e.getMessage() + "): name another",
                    e);
        }
    }

    private Path file(String name) {
        String key = key(name);
        return directory.resolve(key.substring(0, 2)).resolve(key + ".measured");
    }

    private static String key(String name) {
        return Hashes.sha256(name.getBytes(StandardCharsets.UTF_8));
    }
}
