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
    /** Copies needle tokens while the model writes a right answer by itself: different needle positions (Wu et al.). */
    public static final String GENERATED = "generated";
    /** As {@link #GENERATED}, counted in steps as the released code counts. */
    public static final String GENERATED_STEPS = "generatedSteps";
    /** Tells the passage that a query is about (QRHead). */
    public static final String QUERY_FOCUSED = "queryFocused";
    /** Looks at the answer to a question that takes a step of reasoning (HeadKV-R2). */
    public static final String HEADKV_R2 = "headKvR2";
    /** Writes the answer's token from the needle into the residual stream (LOCOS). */
    public static final String WRITE = "write";
    /** Needs keys beyond sinks and a recent window (DuoAttention's gate, by finite difference). */
    public static final String STREAM = "stream";
    /** Share of the text that a window must hold for 95 % of the attention (MoA). */
    public static final String SPAN = "span";
    /** Gains by a vertical stride beside the local window (S2-Attention). */
    public static final String STRIDED = "strided";
    /** Attends like the CMR model of human recall: minus the distance. */
    public static final String CMR = "cmr";
    /** Looks at what came after rather than at what came before. */
    public static final String FORWARD = "forward";
    /** Its OV circuit copies tokens, by weights alone (ReDeEP). */
    public static final String OV_COPYING = "ovCopying";
    /** Its own output names the token that is written. */
    public static final String LENS = "lens";
    /** How many links of a chain lie between a query and what the head looks at. */
    public static final String HOPS = "hops";
    /** Carries an abstract pattern to the last position. */
    public static final String SYMBOLIC_INDUCTION = "symbolicInduction";
    /** Carries the token of an abstract pattern to the last position. */
    public static final String SYMBOLIC_RETRIEVAL = "symbolicRetrieval";

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
