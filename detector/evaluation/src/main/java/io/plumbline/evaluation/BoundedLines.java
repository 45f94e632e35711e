package io.plumbline.evaluation;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Lines of a UTF-8 file, of which none can fill the memory and none that is not UTF-8 ends the reading. */
final class BoundedLines implements Closeable {
    private static final int BUFFER_BYTES = 1 << 16;
    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private final InputStream in;
    private final int maxBytes;
    private boolean first = true;

    BoundedLines(InputStream in, int maxBytes) {
        this.in = new BufferedInputStream(in, BUFFER_BYTES);
        this.maxBytes = maxBytes;
    }

    /** The bytes of a line; one more than the limit where it was longer. */
    record Line(String text, boolean tooLong, boolean utf8) {}

    /** The next line without its end; empty at the end of the file. */
    Optional<Line> next() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
        int read = in.read();
        if (read < 0) {
            return Optional.empty();
        }
        boolean tooLong = false;
        for (; read >= 0 && read != '\n'; read = in.read()) {
            if (bytes.size() < maxBytes) {
                bytes.write(read);
            } else {
                tooLong = true;
            }
        }
        if (tooLong) {
            return Optional.of(new Line("", true, true));
        }
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes.toByteArray()))
                    .toString();
            boolean marked = first && !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK;
            first = false;
            return Optional.of(new Line(marked ? text.substring(1) : text, false, true));
        } catch (CharacterCodingException e) {
            return Optional.of(new Line("", false, false));
        }
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
