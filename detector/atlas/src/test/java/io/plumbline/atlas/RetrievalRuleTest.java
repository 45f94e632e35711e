package io.plumbline.atlas;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.model.HeadId;
import io.plumbline.model.KnockoutMode;
import io.plumbline.model.Phase;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RetrievalRuleTest {
    private static final List<String> GROUPS = List.of("a", "b");

    /** One layer of 100 heads: the first ones as given {mean, low}, the rest never copy. */
    private static ScoreFamily copy(double[]... first) {
        Map<HeadId, HeadScore> scores = new TreeMap<>();
        for (int head = 0; head < 100; head++) {
            double mean = head < first.length ? first[head][0] : 0;
            double low = head < first.length ? first[head][1] : 0;
            scores.put(new HeadId(0, head), new HeadScore(mean, low, 1, List.of(mean, mean)));
        }
        return new ScoreFamily("copy", 1, new ProbeProvenance("0".repeat(64), GROUPS, Map.of()), scores);
    }

    @Test
    void halfAsGoodAsTheBestForSure() {
        List<HeadId> chosen =
                RetrievalRule.candidates(copy(new double[][] {{.8, .7}, {.6, .4}, {.6, .39}, {.41, .4}, {.3, .2}}));
        assertThat(chosen).containsExactly(new HeadId(0, 0), new HeadId(0, 1), new HeadId(0, 3));
    }

    @Test
    void aWeakBestHeadDoesNotLowerTheFloorAndFewHeadsAreChosen() {
        assertThat(RetrievalRule.candidates(copy(new double[][] {{.12, .09}, {.1, .08}})))
                .isEmpty();
        double[][] many = new double[20][];
        Arrays.fill(many, new double[] {.5, .45});
        assertThat(RetrievalRule.candidates(copy(many))).hasSize(5);
    }

    @Test
    void confirmedMeansMoreThanEveryControlAndMoreThanPlainText() {
        CausalEffect plain = effect(4.0, 4.3, 4.1);
        assertThat(RetrievalRule.confirmed(check(effect(1.5, 3.5, 1.6), plain))).isTrue();
        assertThat(RetrievalRule.confirmed(check(effect(1.5, 3.5, 3.6), plain)))
                .as("a control hurts as much")
                .isFalse();
        assertThat(RetrievalRule.confirmed(check(effect(1.5, 3.5, 1.6), effect(4.0, 6.5, 4.1))))
                .as("everything is hurt")
                .isFalse();
    }

    /** Intervals reach a tenth to either side. */
    private static CausalEffect effect(double base, double knockedOut, double control) {
        double increase = knockedOut - base;
        double excess = knockedOut - control;
        return new CausalEffect(
                base,
                knockedOut,
                List.of(control),
                new Estimate(increase, increase - .1, increase + .1),
                new Estimate(excess, excess - .1, excess + .1));
    }

    private static CausalCheck check(CausalEffect needle, CausalEffect plain) {
        return new CausalCheck(
                "retrieval",
                "copy",
                List.of(new HeadId(0, 0)),
                List.of(List.of(new HeadId(0, 9))),
                KnockoutMode.UNIFORM,
                Phase.BOTH,
                Map.of(CausalCheck.NEEDLE, needle, CausalCheck.PLAIN, plain));
    }
}
