package io.plumbline.evaluation.fit;

import io.plumbline.evaluation.LabelledExample;
import io.plumbline.model.Hashes;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * Tells rows apart by their documents, so that no document is on two sides, in whatever order rows come and whatever other rows
 * there are.
 *
 * @param seed another seed, another split
 */
public record DocumentSplit(long seed) {
    private static final int DIGITS = 12;

    /** Where a row's documents fall, in [0, 1). */
    public double place(LabelledExample example) {
        String hash = Hashes.sha256((seed + ":" + example.documentId()).getBytes(StandardCharsets.UTF_8));
        return HexFormat.fromHexDigitsToLong(hash.substring(0, DIGITS)) / (double) (1L << (4 * DIGITS));
    }

    /** Whether the row belongs to the part {@code [from, to)} of all documents. */
    public boolean within(LabelledExample example, double from, double to) {
        double place = place(example);
        return from <= place && place < to;
    }
}
