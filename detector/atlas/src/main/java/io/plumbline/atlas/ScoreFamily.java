package io.plumbline.atlas;

import io.plumbline.model.HeadId;
import io.plumbline.model.HeadTable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * One kind of score, for every head of the model. Families are told apart by name; readers keep those they do not know.
 *
 * @param definition what a score of 1 means, in words, with its source
 * @param version counts up when the formula changes: scores of different versions are not compared
 * @param probes what it was measured on
 * @param scores of every head, in ascending order of heads
 */
public record ScoreFamily(String definition, int version, ProbeProvenance probes, Map<HeadId, HeadScore> scores) {
    /** Retrieval: copies the needle, token by token. */
    public static final String COPY = "copy";
    /** Looks at what came after the same token earlier. */
    public static final String INDUCTION = "induction";
    /** Looks at the same token earlier. */
    public static final String ECHO = "echo";

    public ScoreFamily {
        Objects.requireNonNull(probes, "probes is null");
        Checks.atLeast("version", version, 1);
        if (definition.isBlank() || scores.isEmpty()) {
            throw new IllegalArgumentException("a family needs a definition and scores");
        }
        int count = probes.count();
        scores.forEach((head, score) -> {
            if (score.probes().size() != count) {
                throw new IllegalArgumentException(
                        "head " + head + " has scores for " + score.probes().size() + " probes of " + count);
            }
        });
        scores = Collections.unmodifiableMap(new TreeMap<>(scores));
    }

    /**
     * The head's score.
     *
     * @throws IllegalArgumentException if there is no such head
     */
    public HeadScore score(HeadId head) {
        HeadScore score = scores.get(head);
        if (score == null) {
            throw new IllegalArgumentException("no head " + head);
        }
        return score;
    }

    /** The scores by probe; a family computed from weights gives one value for each head. */
    public HeadTable table() {
        Map<HeadId, List<Double>> values = new TreeMap<>();
        scores.forEach(
                (head, score) -> values.put(head, score.probes().isEmpty() ? List.of(score.mean()) : score.probes()));
        return new HeadTable(values);
    }

    /** All heads, highest mean first, the lower head first on a tie. */
    public List<HeadId> ranking() {
        List<HeadId> heads = new ArrayList<>(scores.keySet());
        // stable: ties stay in ascending order of heads
        heads.sort((a, b) -> Double.compare(score(b).mean(), score(a).mean()));
        return List.copyOf(heads);
    }
}
