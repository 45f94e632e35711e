package io.plumbline.atlas;

import io.plumbline.model.HeadId;
import java.util.List;

/**
 * Which heads count as retrieval heads by default. Nothing in it is fitted to a detection task: Wu et al.'s border (0.1) is
 * the floor, and "at least half as good as the best, for sure" adapts it to models whose heads copy more often.
 */
final class RetrievalRule {
    /** Name of the set in the causal check. */
    static final String SET = "retrieval";

    private static final double FLOOR = 0.1;
    private static final double SHARE_OF_BEST = 0.5;
    private static final double MOST_HEADS = 0.05;

    static final String TEXT =
            "heads whose copy score's 95 % interval lies wholly at or above half the best head's score and"
                    + " 0.1, at most 5 % of all heads; confirmed if knocking them out raises the needle's negative log-likelihood"
                    + " above every layer-matched control set, the interval of the excess over the controls lies above 0, and the"
                    + " interval of the increase lies above that of plain prose";

    private RetrievalRule() {}

    static List<HeadId> candidates(ScoreFamily copy) {
        List<HeadId> ranking = copy.ranking();
        double border =
                Math.max(FLOOR, SHARE_OF_BEST * copy.score(ranking.get(0)).mean());
        return ranking.stream()
                .filter(head -> copy.score(head).low() >= border)
                .limit(Math.max(1, (int) (MOST_HEADS * ranking.size())))
                .sorted()
                .toList();
    }

    static boolean confirmed(CausalCheck check) {
        CausalEffect needle = check.effect(CausalCheck.NEEDLE);
        CausalEffect plain = check.effect(CausalCheck.PLAIN);
        return needle.aboveEveryControl()
                && needle.excess().low() > 0
                && needle.increase().low() > plain.increase().high();
    }
}
