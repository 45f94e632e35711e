package io.plumbline.atlas.probe;

import io.plumbline.model.TokenIds;
import io.plumbline.model.TokenSpan;

/**
 * Tokens whose likelihood tells whether a knock-out hurts.
 *
 * @param group probes of one group are resampled together
 * @param ids the tokens
 * @param rows those whose followers count
 */
public record LikelihoodProbe(String group, TokenIds ids, TokenSpan rows) {
    public LikelihoodProbe {
        if (rows.isEmpty() || rows.end() >= ids.size()) {
            throw new IllegalArgumentException(
                    "rows " + rows + " of " + ids.size() + " tokens; the last has no follower");
        }
    }

    public static LikelihoodProbe of(NeedleProbe probe) {
        return new LikelihoodProbe(probe.group(), probe.ids(), probe.rows());
    }

    public static LikelihoodProbe of(RepeatedProbe probe) {
        return new LikelihoodProbe(probe.id(), probe.ids(), probe.rows());
    }
}
