package io.plumbline.evaluation;

/**
 * What a row may hold. More is a mistake in the data and gives a row error; what fits here and is too long for a model is for
 * the scorer to refuse.
 *
 * @param maxLineBytes longest line of a file
 * @param maxPassages passages of a row
 * @param maxPassageChars longest passage, UTF-16 units
 * @param maxContextChars all passages of a row together, UTF-16 units
 * @param maxResponseChars longest answer, UTF-16 units; also longest question
 * @param maxRows rows of a file
 */
public record DataLimits(
        int maxLineBytes,
        int maxPassages,
        int maxPassageChars,
        int maxContextChars,
        int maxResponseChars,
        int maxRows) {
    /** About 32,000 tokens in a passage, which no profile's windows go beyond. */
    public static final DataLimits DEFAULT = new DataLimits(8 << 20, 1000, 1 << 17, 1 << 20, 1 << 16, 1_000_000);

    public DataLimits {
        if (maxLineBytes < 1
                || maxPassages < 1
                || maxPassageChars < 1
                || maxContextChars < 1
                || maxResponseChars < 1
                || maxRows < 1) {
            throw new IllegalArgumentException("a limit is below 1: bytes of a line " + maxLineBytes + ", passages "
                    + maxPassages + ", units of a passage " + maxPassageChars + ", of a context " + maxContextChars
                    + ", of an answer " + maxResponseChars + ", rows " + maxRows);
        }
    }
}
