package io.plumbline.atlas.probe;

import io.plumbline.model.TokenIds;
import io.plumbline.model.TokenSpan;
import java.util.List;

/**
 * A retrieval problem: links in random order, and a query for the end of a chain of them.
 *
 * @param id name of the probe
 * @param ids the problem and the answer
 * @param links positions at which the token so many links away from the query stands, for one link, two, ...
 */
public record ChainProbe(String id, TokenIds ids, List<List<Integer>> links) {
    public ChainProbe {
        links = links.stream().map(List::copyOf).toList();
        int last = ids.size() - 1;
        if (links.isEmpty()
                || links.stream().anyMatch(List::isEmpty)
                || links.stream().flatMap(List::stream).anyMatch(key -> key >= last)) {
            throw new IllegalArgumentException("chain " + id + " of " + ids.size() + " tokens has the links " + links);
        }
    }

    /** Number of links from the query to the answer. */
    public int hops() {
        return links.size();
    }

    /** The row that writes the answer. */
    public TokenSpan row() {
        return new TokenSpan(ids.size() - 2, ids.size() - 1);
    }
}
