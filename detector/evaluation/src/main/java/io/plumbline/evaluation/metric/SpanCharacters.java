package io.plumbline.evaluation.metric;

import io.plumbline.model.CharSpan;
import java.util.BitSet;
import java.util.List;

/** Counts characters under spans; see {@link SpanResult}. */
final class SpanCharacters {
    private SpanCharacters() {}

    /** Labelled, marked and common code points of a text; spans may overlap and may end past the text. */
    static long[] count(String text, List<CharSpan> labelled, List<CharSpan> marked) {
        BitSet gold = cover(labelled);
        BitSet found = cover(marked);
        long[] counts = new long[3];
        for (int i = 0; i < text.length(); i++) {
            boolean secondHalf = i > 0 && Character.isSurrogatePair(text.charAt(i - 1), text.charAt(i));
            if (!secondHalf) {
                counts[0] += gold.get(i) ? 1 : 0;
                counts[1] += found.get(i) ? 1 : 0;
                counts[2] += gold.get(i) && found.get(i) ? 1 : 0;
            }
        }
        return counts;
    }

    private static BitSet cover(List<CharSpan> spans) {
        BitSet covered = new BitSet();
        spans.forEach(span -> covered.set(span.start(), span.end()));
        return covered;
    }
}
