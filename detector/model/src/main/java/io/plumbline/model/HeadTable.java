package io.plumbline.model;

import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Scores of heads, one value for each probe: what papers on retrieval heads exchange (Wu et al., arXiv 2404.15574, and those
 * after them). A head's score is the mean of its values. Values may exceed 1: the authors count decoding steps.
 *
 * @param scores values for each head, in ascending order of heads; no list is empty
 */
public record HeadTable(Map<HeadId, List<Double>> scores) {
    public HeadTable {
        if (scores.isEmpty()) {
            throw new IllegalArgumentException("a head table without heads");
        }
        TreeMap<HeadId, List<Double>> copy = new TreeMap<>();
        scores.forEach((head, values) -> {
            if (values.isEmpty() || !values.stream().allMatch(Double::isFinite)) {
                throw new IllegalArgumentException("head " + head + " has no values, or one that is not finite");
            }
            copy.put(head, List.copyOf(values));
        });
        scores = Collections.unmodifiableMap(copy);
    }

    /**
     * The head's score.
     *
     * @throws IllegalArgumentException if the table does not hold the head
     */
    public double mean(HeadId head) {
        List<Double> values = scores.get(head);
        if (values == null) {
            throw new IllegalArgumentException("head " + head + " is not in the table");
        }
        return values.stream().mapToDouble(Double::doubleValue).sum() / values.size();
    }

    /** All heads, highest score first, the lower head first on a tie. */
    public List<HeadId> ranking() {
        Map<HeadId, Double> means = new TreeMap<>();
        scores.keySet().forEach(head -> means.put(head, mean(head)));
        return means.entrySet().stream()
                .sorted(Map.Entry.<HeadId, Double>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** The {@code k} heads with the highest scores; all if there are fewer. */
    public List<HeadId> top(int k) {
        if (k < 1) {
            throw new IllegalArgumentException("top " + k);
        }
        List<HeadId> ranking = ranking();
        return ranking.subList(0, Math.min(k, ranking.size()));
    }
}
