package io.plumbline.scoring.span;

import io.plumbline.model.TokenSpan;
import io.plumbline.scoring.profile.SpanRule;
import java.util.ArrayList;
import java.util.List;

/** Runs of flagged tokens. */
public final class FlaggedRuns {
    private FlaggedRuns() {}

    /**
     * Maximal runs that start and end with a flagged token, hold no gap longer than the rule allows, and have the flagged
     * tokens it asks for. Ascending, disjoint; positions count from the answer's first token.
     */
    public static List<TokenSpan> of(double[] probabilities, SpanRule rule) {
        List<TokenSpan> runs = new ArrayList<>();
        int start = -1;
        int last = -1;
        int flagged = 0;
        for (int t = 0; t < probabilities.length; t++) {
            if (probabilities[t] < rule.tokenThreshold()) {
                continue;
            }
            if (start >= 0 && t - last - 1 > rule.maxGapTokens()) {
                add(runs, start, last, flagged, rule);
                start = -1;
            }
            if (start < 0) {
                start = t;
                flagged = 0;
            }
            last = t;
            flagged++;
        }
        if (start >= 0) {
            add(runs, start, last, flagged, rule);
        }
        return runs;
    }

    private static void add(List<TokenSpan> runs, int start, int last, int flagged, SpanRule rule) {
        if (flagged >= rule.minTokens()) {
            runs.add(new TokenSpan(start, last + 1));
        }
    }
}
