package io.plumbline.atlas.probe;

import io.plumbline.model.TokenIds;
import io.plumbline.model.TokenSpan;
import java.util.List;

/**
 * Passages, of which one holds the answer, and a query after them.
 *
 * @param group the needle's id
 * @param ids the whole prompt
 * @param ofNothing the same with the query "N/A"
 * @param queryStart first token of instruction and query; up to it both prompts are equal
 * @param passages tokens of each passage, in order, all before {@code queryStart}
 * @param answering index of the passage that holds the answer
 */
public record QueryProbe(
        String group, TokenIds ids, TokenIds ofNothing, int queryStart, List<TokenSpan> passages, int answering) {
    public QueryProbe {
        passages = List.copyOf(passages);
        if (passages.size() < 2 || answering < 0 || answering >= passages.size()) {
            throw new IllegalArgumentException("passage " + answering + " of " + passages.size());
        }
        if (queryStart >= Math.min(ids.size(), ofNothing.size()) || ids.commonPrefix(ofNothing) < queryStart) {
            throw new IllegalArgumentException("the two prompts differ before token " + queryStart);
        }
        for (TokenSpan passage : passages) {
            if (passage.isEmpty() || passage.end() > queryStart) {
                throw new IllegalArgumentException("passage " + passage + " reaches past token " + queryStart);
            }
        }
    }

    /** Tokens that are run: what both prompts share once, and what follows in each. */
    public long tokens() {
        return (long) ids.size() + ofNothing.size() - queryStart;
    }
}
