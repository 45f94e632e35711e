package io.plumbline.stages.replay;

import io.plumbline.model.ErrorCode;
import io.plumbline.model.PlumblineException;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A file of lines, read as bytes; one line is in memory at a time. */
public final class LogLines {
    private final Path file;
    private final String hash;

    private LogLines(Path file, String hash) {
        this.file = file;
        this.hash = hash;
    }

    /** Gets a line. */
    @FunctionalInterface
    public interface Reader {
        /**
         * Takes one line.
         *
         * @param number of it, from 0; empty lines count
         * @param line without its end
         * @return whether another is wanted
         */
        boolean take(long number, byte[] line);
    }

    /** @throws PlumblineException {@code INVALID_INPUT} if the file cannot be read */
    public static LogLines open(Path file) {
        try (InputStream in = Files.newInputStream(file);
                DigestInputStream digest = new DigestInputStream(in, MessageDigest.getInstance("SHA-256"))) {
            digest.transferTo(OutputStream.nullOutputStream());
            return new LogLines(
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

    /** SHA-256 of the file. */
    public String hash() {
        return hash;
    }

    /**
     * Hands over the lines that are not empty, in order.
     *
     * @param bytesMax of a line: of a longer one one byte more is kept, to be refused, and the rest is dropped
     */
    public void forEach(int bytesMax, Reader reader) {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            for (long number = 0; readLine(in, line, bytesMax); number++) {
                if (line.size() > 0 && !reader.take(number, line.toByteArray())) {
                    return;
                }
            }
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    private static boolean readLine(InputStream in, ByteArrayOutputStream line, int bytesMax) throws IOException {
        line.reset();
        int c = in.read();
        if (c < 0) {
            return false;
        }
        while (c >= 0 && c != '\n') {
            if (line.size() <= bytesMax && c != '\r') {
                line.write(c);
            }
            c = in.read();
        }
        return true;
    }
}
