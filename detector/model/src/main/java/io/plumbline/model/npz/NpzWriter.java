package io.plumbline.model.npz;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.Map;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Writes arrays to files that {@code numpy.load} reads. Equal arrays in equal order give equal bytes on one Java
 * version.
 */
public final class NpzWriter {
    /** The earliest time a ZIP can state, so that files do not differ by when they were written. */
    private static final LocalDateTime NO_TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

    private NpzWriter() {}

    /** Writes an {@code .npz}, compressed, the arrays in the map's order; replaces a file that is there. */
    public static void write(Path npz, Map<String, NpyArray> arrays) throws IOException {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(npz))) {
            write(out, arrays);
        }
    }

    /** Writes an {@code .npz}, compressed, the arrays in the map's order. Does not close {@code npz}. */
    public static void write(OutputStream npz, Map<String, NpyArray> arrays) throws IOException {
        ZipOutputStream zip = new ZipOutputStream(npz);
        zip.setLevel(Deflater.BEST_SPEED);
        for (Map.Entry<String, NpyArray> array : arrays.entrySet()) {
            ZipEntry entry = new ZipEntry(array.getKey() + ".npy");
            entry.setTimeLocal(NO_TIME);
            zip.putNextEntry(entry);
            NpyFormat.write(array.getValue(), zip);
            zip.closeEntry();
        }
        zip.finish();
    }

    /** Writes one {@code .npy}; replaces a file that is there. */
    public static void writeNpy(Path npy, NpyArray array) throws IOException {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(npy))) {
            NpyFormat.write(array, out);
        }
    }
}
