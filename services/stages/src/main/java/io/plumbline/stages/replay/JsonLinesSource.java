package io.plumbline.stages.replay;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.plumbline.model.ErrorCode;
import io.plumbline.model.PlumblineException;
import io.plumbline.schemas.Topics;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Predicate;

/** A file with one generation event in each line; empty lines count as lines and are passed over. */
public final class JsonLinesSource implements ReplaySource {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path file;
    private final String hash;

    private JsonLinesSource(Path file, String hash) {
        this.file = file;
        this.hash = hash;
    }

    /** @throws PlumblineException {@code INVALID_INPUT} if the file cannot be read */
    public static JsonLinesSource open(Path file) {
        try (InputStream in = Files.newInputStream(file);
                DigestInputStream digest = new DigestInputStream(in, MessageDigest.getInstance("SHA-256"))) {
            digest.transferTo(java.io.OutputStream.nullOutputStream());
            return new JsonLinesSource(
                    file, HexFormat.of().formatHex(digest.getMessageDigest().digest()));
        } catch (IOException e) {
            throw unreadable(file, e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static PlumblineException unreadable(Path file, IOException e) {
        return new PlumblineException(ErrorCode.INVALID_INPUT, "cannot read " + file + ": " + e.getMessage(), e);
    }

    @Override
    public String identity() {
        return "file " + hash;
    }

    @Override
    public ReplayPosition end() {
        return ReplayPosition.START;
    }

    @Override
    public ReplaySource endingAt(ReplayPosition end) {
        return this;
    }

    @Override
    public void forEach(ReplayPosition from, Predicate<ReplayItem> more) {
        long first = from.next().getOrDefault(0, 0L);
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            long number = 0;
            while (readLine(in, line)) {
                if (number >= first && line.size() > 0) {
                    byte[] body = line.toByteArray();
                    if (!more.test(new ReplayItem(0, number, time(body), body))) {
                        return;
                    }
                }
                number++;
            }
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    /** Reads up to a line feed; what exceeds a record's limit is dropped, one byte more than allowed is kept to be refused. */
    private static boolean readLine(InputStream in, ByteArrayOutputStream line) throws IOException {
        line.reset();
        int c = in.read();
        if (c < 0) {
            return false;
        }
        while (c >= 0 && c != '\n') {
            if (line.size() <= Topics.TOPIC_BYTES_MAX && c != '\r') {
                line.write(c);
            }
            c = in.read();
        }
        return true;
    }

    private static Optional<Instant> time(byte[] body) {
        try {
            JsonNode time = JSON.readTree(body).path("time");
            return time.isTextual() ? Optional.of(Instant.parse(time.asText())) : Optional.empty();
        } catch (IOException | DateTimeException e) {
            return Optional.empty();
        }
    }
}
