package io.plumbline.model.weights;

import io.plumbline.model.Hashes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * SHA-256 of files. A result is remembered in the cache under path, size and modification time, so that a start does
 * not read gigabytes again.
 */
final class FileHashes {
    private static final Logger LOG = LoggerFactory.getLogger(FileHashes.class);
    private static final int BUFFER_BYTES = 1 << 20;
    private static final int MAX_RECORD_BYTES = 8192;

    private final Path directory;
    private final Progress progress;

    /**
     * Remembers in a directory.
     *
     * @param directory made when first needed
     */
    FileHashes(Path directory, Progress progress) {
        this.directory = directory;
        this.progress = progress;
    }

    /** The file's hash: remembered, or computed and then remembered. */
    String of(Path file) throws IOException {
        Path real = file.toRealPath();
        String state = real + "\n" + Files.size(real) + "\n"
                + Files.getLastModifiedTime(real).toMillis() + "\n";
        Path entry = directory.resolve(Hashes.sha256(real.toString().getBytes(StandardCharsets.UTF_8)));
        if (Files.isRegularFile(entry) && Files.size(entry) < MAX_RECORD_BYTES) {
            String text = Files.readString(entry);
            String hash = text.startsWith(state) ? text.substring(state.length()) : "";
            if (hash.matches(ModelSource.HEX)) {
                return hash;
            }
        }
        String hash = digest(real, progress);
        remember(entry, state + hash);
        return hash;
    }

    private void remember(Path entry, String text) {
        try {
            Files.createDirectories(directory);
            Path temporary = Files.createTempFile(directory, "new", "");
            Files.writeString(temporary, text);
            Files.move(temporary, entry, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            // a cache that cannot be written (read-only image) costs the next start a second, no more
            LOG.debug("hash not remembered in {}", directory, e);
        }
    }

    /** Reads the file and hashes it. */
    static String digest(Path file, Progress progress) throws IOException {
        MessageDigest digest = Hashes.newSha256();
        byte[] buffer = new byte[BUFFER_BYTES];
        progress.start("Checking " + file.getFileName(), Files.size(file));
        try (InputStream in = Files.newInputStream(file)) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
                progress.advance(read);
            }
        } finally {
            progress.done();
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
