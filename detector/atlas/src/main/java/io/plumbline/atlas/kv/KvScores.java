package io.plumbline.atlas.kv;

import io.plumbline.atlas.ControlSets;
import io.plumbline.atlas.HeadScore;
import io.plumbline.atlas.ScoreFamily;
import io.plumbline.model.ErrorCode;
import io.plumbline.model.HeadId;
import io.plumbline.model.ModelConfig;
import io.plumbline.model.PlumblineException;
import io.plumbline.model.kv.KvHead;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A family's scores by key/value head: the largest of the query heads that share it, as RazorAttention's port in golden-stick
 * folds them. A head that any query head needs for looking back must hold what it looks at.
 */
public final class KvScores {
    /** The family over key/value heads, each under its number as if it were a query head. */
    private final ScoreFamily folded;

    private KvScores(ScoreFamily folded) {
        this.folded = folded;
    }

    /**
     * Folds a family.
     *
     * @throws PlumblineException INVALID_REQUEST if the family is of a model of another shape
     */
    public static KvScores of(ScoreFamily family, ModelConfig config) {
        if (family.scores().size() != config.layers() * config.heads()
                || !family.scores().keySet().stream().allMatch(config::has)) {
            throw new PlumblineException(
                    ErrorCode.INVALID_REQUEST,
                    "scores of " + family.scores().size() + " heads; the model has " + config.layers() + " layers of "
                            + config.heads());
        }
        Map<HeadId, HeadScore> folded = new TreeMap<>();
        family.scores()
                .forEach((query, score) ->
                        folded.merge(as(KvHead.of(query, config)), score, (a, b) -> b.mean() > a.mean() ? b : a));
        return new KvScores(new ScoreFamily(family.definition(), family.version(), family.probes(), folded));
    }

    /** The head's score. */
    public double of(KvHead head) {
        return folded.score(as(head)).mean();
    }

    /** All heads, highest score first, the lower head first on a tie. */
    public List<KvHead> ranking() {
        return folded.ranking().stream().map(KvScores::as).toList();
    }

    /**
     * Random heads in place of {@code heads}: as many in each layer, none of them among the heads, none of the best scored as
     * far as a layer allows ({@link ControlSets}). Equal seeds give equal sets.
     *
     * @throws IllegalArgumentException if fewer heads are left than are in the set
     */
    public List<List<KvHead>> controls(List<KvHead> heads, int count, long seed) {
        return ControlSets.draw(folded, heads.stream().map(KvScores::as).toList(), count, seed).stream()
                .map(set -> set.stream().map(KvScores::as).toList())
                .toList();
    }

    private static HeadId as(KvHead head) {
        return new HeadId(head.layer(), head.head());
    }

    private static KvHead as(HeadId head) {
        return new KvHead(head.layer(), head.head());
    }
}
