package io.plumbline.scoring.chunk;

import io.plumbline.model.ActivationTrace;
import io.plumbline.model.Capture;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/**
 * Counts of lower-cased words {@code [a-z0-9]+}, hashed by CRC-32 into 65,536 places. Knows no meaning: it stands in for the
 * paper's embedding model where the plumbing is compared with the released code.
 */
public final class BagOfWordsEmbedder implements ChunkEmbedder {
    public static final String NAME = "bag-of-words";

    private static final int PLACES = 65_536;
    private static final Pattern WORD = Pattern.compile("[a-z0-9]+");

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<Capture> captures(List<Chunk> chunks) {
        return List.of();
    }

    @Override
    public double[] embed(Chunk chunk, ActivationTrace trace) {
        double[] counts = new double[PLACES];
        WORD.matcher(chunk.text().toLowerCase(Locale.ROOT))
                .results()
                .map(MatchResult::group)
                .forEach(word -> counts[place(word)]++);
        return counts;
    }

    private static int place(String word) {
        CRC32 crc = new CRC32();
        crc.update(word.getBytes(StandardCharsets.US_ASCII));
        return (int) (crc.getValue() % PLACES);
    }
}
