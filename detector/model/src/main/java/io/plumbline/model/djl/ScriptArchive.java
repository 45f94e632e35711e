package io.plumbline.model.djl;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Packs TorchScript source into the archive that {@code torch.jit.load} reads: an uncompressed zip of the source, a pickle
 * that makes one object of its class without attributes, and three markers. So the source stays a text in this project,
 * and neither Python nor a binary is needed.
 */
final class ScriptArchive {
    private static final String CLASS_NAME = "Decoder";

    private ScriptArchive() {}

    /** The archive of a resource beside this class, whose only class is {@code Decoder}. */
    static byte[] ofResource(String name) {
        try (InputStream source = ScriptArchive.class.getResourceAsStream(name)) {
            if (source == null) {
                throw new IllegalStateException("resource " + name + " is missing");
            }
            return of(source.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] of(byte[] source) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            store(zip, "data.pkl", object());
            store(zip, "code/__torch__.py", source);
            store(zip, "constants.pkl", ascii("\u0080\u0002)."));
            store(zip, "version", ascii("3\n"));
            store(zip, "byteorder", ascii("little"));
        }
        return bytes.toByteArray();
    }

    /** Pickle, protocol 2: {@code __torch__.Decoder} with the state {@code {training: False}}. */
    private static byte[] object() {
        return ascii("\u0080\u0002c__torch__\n" + CLASS_NAME + "\nq\u0000)\u0081}(X\b\u0000\u0000\u0000trainingq\u0001"
                + "\u0089ubq\u0002.");
    }

    private static void store(ZipOutputStream zip, String name, byte[] content) throws IOException {
        CRC32 crc = new CRC32();
        crc.update(content);
        ZipEntry entry = new ZipEntry("decoder/" + name);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(content.length);
        entry.setCrc(crc.getValue());
        zip.putNextEntry(entry);
        zip.write(content);
        zip.closeEntry();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
