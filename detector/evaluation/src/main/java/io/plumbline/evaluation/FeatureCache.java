package io.plumbline.evaluation;

import io.plumbline.model.FloatMatrix;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/**
 * Features on disk, one file for each key: {@code [int32 magic][three matrices]}, a matrix being {@code [int32 rows][int32
 * columns][float32 values, row-major]}, big-endian. A file is whole or absent: it is written beside and moved into place.
 */
final class FeatureCache {
    private static final int MAGIC = 0x504C4631;
    private static final int MAX_VALUES = 1 << 26;

    private final Path directory;

    /** What is kept of one answer; see {@link ExampleFeatures}. */
    record Entry(FloatMatrix ecs, FloatMatrix pks, FloatMatrix tokens) {}

    FeatureCache(Path directory) {
        this.directory = directory;
    }

    Optional<Entry> read(String key) throws IOException {
        Path file = file(key);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file), 1 << 16))) {
            if (in.readInt() != MAGIC) {
                return Optional.empty();
            }
            return Optional.of(new Entry(matrix(in), matrix(in), matrix(in)));
        }
    }

    void write(String key, Entry entry) throws IOException {
        Path file = file(key);
        Files.createDirectories(file.getParent());
        Path partial = Files.createTempFile(file.getParent(), key, ".part");
        try (DataOutputStream out =
                new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(partial), 1 << 16))) {
            out.writeInt(MAGIC);
            matrix(out, entry.ecs());
            matrix(out, entry.pks());
            matrix(out, entry.tokens());
        }
        Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private Path file(String key) {
        return directory.resolve(key.substring(0, 2)).resolve(key + ".features");
    }

    private static FloatMatrix matrix(DataInputStream in) throws IOException {
        int rows = in.readInt();
        int columns = in.readInt();
        if (rows < 0 || columns < 0 || (long) rows * columns > MAX_VALUES) {
            throw new IOException("a matrix of " + rows + " x " + columns + "; delete the feature cache");
        }
        float[] data = new float[rows * columns];
        for (int i = 0; i < data.length; i++) {
            data[i] = in.readFloat();
        }
        return FloatMatrix.owning(rows, columns, data);
    }

    private static void matrix(DataOutputStream out, FloatMatrix matrix) throws IOException {
        out.writeInt(matrix.rows());
        out.writeInt(matrix.columns());
        for (float value : matrix.toArray()) {
            out.writeFloat(value);
        }
    }
}
