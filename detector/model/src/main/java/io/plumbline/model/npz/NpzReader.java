package io.plumbline.model.npz;

import io.plumbline.model.PlumblineException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;

/**
 * Reads arrays from files.
 *
 * <p>Errors: {@link PlumblineException} with {@link io.plumbline.model.ErrorCode#INVALID_INPUT} naming the array and
 * what is wrong with it; {@link IOException} if the file cannot be read at all.
 */
public final class NpzReader {
    /** Arrays in one file. */
    public static final int MAX_ARRAYS = 4096;
    /** 2 GiB of elements in one file. */
    public static final long MAX_TOTAL_BYTES = 1L << 31;

    private static final String SUFFIX = ".npy";

    private NpzReader() {}

    /** The arrays of an {@code .npz} by name (without {@code .npy}), in the order of the file. */
    public static NpzArchive read(Path npz) throws IOException {
        try (InputStream in = Files.newInputStream(npz)) {
            return read(in);
        }
    }

    /** The arrays of an {@code .npz} by name (without {@code .npy}), in the order of the file. Does not close it. */
    public static NpzArchive read(InputStream npz) throws IOException {
        Map<String, NpyArray> arrays = new LinkedHashMap<>();
        ZipInputStream zip = new ZipInputStream(new BufferedInputStream(npz));
        long total = 0;
        try {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                String file = entry.getName();
                if (!file.endsWith(SUFFIX)) {
                    throw NpyFormat.broken(file, "an .npz holds .npy files only");
                }
                NpyArray array = NpyFormat.read(file, zip);
                total += array.littleEndian().length;
                if (arrays.put(file.substring(0, file.length() - SUFFIX.length()), array) != null
                        || arrays.size() > MAX_ARRAYS
                        || total > MAX_TOTAL_BYTES) {
                    throw NpyFormat.broken(file, "a name twice, or over " + MAX_ARRAYS + " arrays, or over 2 GiB");
                }
            }
        } catch (ZipException e) {
            throw NpyFormat.broken("the archive", String.valueOf(e.getMessage()));
        }
        if (arrays.isEmpty()) {
            throw NpyFormat.broken("the archive", "it is no .npz, or an empty one");
        }
        return new NpzArchive(arrays);
    }

    /** The array of one {@code .npy}. */
    public static NpyArray readNpy(Path npy) throws IOException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(npy))) {
            return NpyFormat.read(npy.toString(), in);
        }
    }
}
