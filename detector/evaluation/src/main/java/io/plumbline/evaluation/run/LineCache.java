package io.plumbline.evaluation.run;

import io.plumbline.model.ErrorCode;
import io.plumbline.model.Hashes;
import io.plumbline.model.PlumblineException;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Finished work on disk: a line {@code <hash of what it was done on> <outcome>} for each piece, appended as soon as it is known, so
 * that a killed run loses at most the piece it was at. A last line without its end is cut off; of two lines with one hash the later
 * counts, so a damaged one can be written again. Only offsets are held in memory. One process at a time.
 */
public final class LineCache implements Closeable {
    private static final int HASH_CHARS = 64;
    private static final int NAME_CHARS = 40;
    private static final int BUFFER_BYTES = 1 << 16;

    private final FileChannel channel;
    /** Offset and length of each outcome. */
    private final Map<String, Place> places = new HashMap<>();

    private long end;

    private record Place(long offset, int length) {}

    /**
     * Opens or creates a file.
     *
     * @param name for whoever looks into the folder
     * @param identity what the outcomes depend on besides their hash
     * @throws PlumblineException {@link ErrorCode#BUSY} if another run has it open
     */
    public static LineCache open(Path directory, String name, String identity) throws IOException {
        Files.createDirectories(directory);
        String readable = name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
        String hash = Hashes.sha256(identity.getBytes(StandardCharsets.UTF_8));
        Path file = directory.resolve(readable.substring(0, Math.min(NAME_CHARS, readable.length())) + "-"
                + hash.substring(0, HASH_CHARS / 2) + ".scores");
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE);
        try {
            lock(channel, file);
            return new LineCache(channel);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** Held until the channel is closed. */
    private static void lock(FileChannel channel, Path file) throws IOException {
        boolean free;
        try {
            FileLock lock = channel.tryLock();
            free = lock != null;
        } catch (OverlappingFileLockException e) {
            free = false;
        }
        if (!free) {
            throw new PlumblineException(
                    ErrorCode.BUSY,
                    "another evaluation writes " + file + "; wait for it, or give this one another cache folder");
        }
    }

    private LineCache(FileChannel channel) throws IOException {
        this.channel = channel;
        channel.position(0);
        // closing the stream would close the channel
        InputStream in = new BufferedInputStream(Channels.newInputStream(channel), BUFFER_BYTES);
        ByteArrayOutputStream hash = new ByteArrayOutputStream();
        long offset = 0;
        for (int read = in.read(); read >= 0; read = in.read()) {
            offset++;
            if (read == '\n') {
                int length = (int) (offset - end) - HASH_CHARS - 2;
                if (length > 0) {
                    places.put(hash.toString(StandardCharsets.UTF_8), new Place(end + HASH_CHARS + 1, length));
                }
                end = offset;
                hash.reset();
            } else if (hash.size() < HASH_CHARS) {
                hash.write(read);
            }
        }
        channel.truncate(end);
    }

    /** Whether there is a line under this hash; it may yet be damaged. */
    public boolean has(String sha256) {
        return places.containsKey(sha256);
    }

    /** What is kept under a hash. */
    public Optional<String> read(String sha256) throws IOException {
        Place place = places.get(sha256);
        if (place == null) {
            return Optional.empty();
        }
        ByteBuffer bytes = ByteBuffer.allocate(place.length());
        while (bytes.hasRemaining()) {
            if (channel.read(bytes, place.offset() + bytes.position()) < 0) {
                return Optional.empty();
            }
        }
        return Optional.of(new String(bytes.array(), StandardCharsets.UTF_8));
    }

    /**
     * Keeps an outcome.
     *
     * @param sha256 in hex
     * @param outcome one line
     */
    public void write(String sha256, String outcome) throws IOException {
        if (sha256.length() != HASH_CHARS || outcome.isEmpty() || outcome.indexOf('\n') >= 0) {
            throw new IllegalArgumentException("not a hash and a line: '" + sha256 + "', '" + outcome + "'");
        }
        byte[] line = (sha256 + " " + outcome + "\n").getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes = ByteBuffer.wrap(line);
        while (bytes.hasRemaining()) {
            channel.write(bytes, end + bytes.position());
        }
        places.put(sha256, new Place(end + HASH_CHARS + 1, line.length - HASH_CHARS - 2));
        end += line.length;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
