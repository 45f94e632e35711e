package io.plumbline.scoring.chunk;

import io.plumbline.model.CharSpan;
import java.util.ArrayList;
import java.util.List;

/**
 * Cuts text at paragraphs, else lines, else spaces, else anywhere, and packs the pieces into chunks that overlap a little.
 * The semantics are those of LangChain's {@code RecursiveCharacterTextSplitter} 0.2 with its default separators and
 * {@code keep_separator=True}, which made ReDeEP's published chunks; lengths count code points, as there. Chunks are spans
 * of the text by construction, so repeated text cannot mislead them.
 */
public final class RecursiveTextSplitter {
    private static final List<String> SEPARATORS = List.of("\n\n", "\n", " ", "");

    private final int maxLength;
    private final int overlap;

    /**
     * A splitter.
     *
     * @param maxLength longest chunk, code points
     * @param overlap shared by neighbours at most, code points
     */
    public RecursiveTextSplitter(int maxLength, int overlap) {
        if (maxLength < 1 || overlap < 0 || overlap >= maxLength) {
            throw new IllegalArgumentException("maxLength " + maxLength + ", overlap " + overlap);
        }
        this.maxLength = maxLength;
        this.overlap = overlap;
    }

    /** The chunks, ascending, without white space at their ends; UTF-16 units. */
    public List<CharSpan> split(String text) {
        List<CharSpan> chunks = new ArrayList<>();
        split(text, new CharSpan(0, text.length()), SEPARATORS, chunks);
        return chunks;
    }

    private void split(String text, CharSpan part, List<String> separators, List<CharSpan> chunks) {
        int chosen = 0;
        while (!separators.get(chosen).isEmpty() && !part.of(text).contains(separators.get(chosen))) {
            chosen++;
        }
        List<String> finer = separators.subList(chosen + 1, separators.size());
        List<CharSpan> fitting = new ArrayList<>();
        for (CharSpan piece : pieces(text, part, separators.get(chosen))) {
            if (length(text, piece) < maxLength) {
                fitting.add(piece);
                continue;
            }
            merge(text, fitting, chunks);
            fitting.clear();
            if (finer.isEmpty()) {
                chunks.add(piece);
            } else {
                split(text, piece, finer, chunks);
            }
        }
        merge(text, fitting, chunks);
    }

    /** Pieces that start with the separator, but for the first; no piece is empty. */
    private static List<CharSpan> pieces(String text, CharSpan part, String separator) {
        List<CharSpan> pieces = new ArrayList<>();
        int start = part.start();
        int from = part.start();
        while (start < part.end()) {
            int next;
            if (separator.isEmpty()) {
                next = start + Character.charCount(text.codePointAt(start));
            } else {
                next = text.indexOf(separator, from);
                next = next < 0 || next + separator.length() > part.end() ? part.end() : next;
                from = next + separator.length();
            }
            if (next > start) {
                pieces.add(new CharSpan(start, next));
            }
            start = next;
        }
        return pieces;
    }

    /** Packs neighbouring pieces; a new chunk keeps the last pieces of the one before, as far as the overlap allows. */
    private void merge(String text, List<CharSpan> pieces, List<CharSpan> chunks) {
        int first = 0;
        int total = 0;
        for (int i = 0; i < pieces.size(); i++) {
            int length = length(text, pieces.get(i));
            if (total + length > maxLength && i > first) {
                add(text, pieces.get(first).start(), pieces.get(i - 1).end(), chunks);
                while (total > overlap || (total + length > maxLength && total > 0)) {
                    total -= length(text, pieces.get(first++));
                }
            }
            total += length;
        }
        if (first < pieces.size()) {
            add(text, pieces.get(first).start(), pieces.get(pieces.size() - 1).end(), chunks);
        }
    }

    private static void add(String text, int start, int end, List<CharSpan> chunks) {
        int from = start;
        int to = end;
        while (from < to && isPythonSpace(text.charAt(from))) {
            from++;
        }
        while (to > from && isPythonSpace(text.charAt(to - 1))) {
            to--;
        }
        if (from < to) {
            chunks.add(new CharSpan(from, to));
        }
    }

    private static int length(String text, CharSpan span) {
        return text.codePointCount(span.start(), span.end());
    }

    /** Python's {@code str.isspace}: Java's white space, the no-break spaces and NEL. */
    private static boolean isPythonSpace(char c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c) || c == '\u0085';
    }
}
