package io.plumbline.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class RankedScoresTest {
    private static final double EXACT = 1e-12;

    private static RankedScores ranked(SeededRows rows) {
        return RankedScores.of(rows.scores(), rows.labels(), rows.groups());
    }

    @Test
    void equalsScikitLearn() {
        SeededRows rows = SeededRows.make(false);
        RankedScores ranked = ranked(rows);
        assertThat(ranked.positives()).isEqualTo(146);
        assertThat(ranked.auroc(rows.once()).getAsDouble()).isCloseTo(0.766968500890024, within(EXACT));
        assertThat(ranked.averagePrecision(rows.once()).getAsDouble()).isCloseTo(0.6520637039618435, within(EXACT));
        assertThat(ranked.auroc(rows.weights()).getAsDouble()).isCloseTo(0.7891680960548886, within(EXACT));
        assertThat(ranked.averagePrecision(rows.weights()).getAsDouble()).isCloseTo(0.683018965716392, within(EXACT));
    }

    @Test
    void equalsScikitLearnWithTies() {
        SeededRows rows = SeededRows.make(true);
        RankedScores ranked = ranked(rows);
        assertThat(ranked.auroc(rows.once()).getAsDouble()).isCloseTo(0.7638147202228929, within(EXACT));
        assertThat(ranked.averagePrecision(rows.once()).getAsDouble()).isCloseTo(0.621247633957289, within(EXACT));
        assertThat(ranked.auroc(rows.weights()).getAsDouble()).isCloseTo(0.7844682675814751, within(EXACT));
        assertThat(ranked.averagePrecision(rows.weights()).getAsDouble()).isCloseTo(0.6500799095632552, within(EXACT));
    }

    @Property
    void aWeightIsARepetition(
            @ForAll @Size(min = 1, max = 12) List<@IntRange(max = 4) Integer> scores,
            @ForAll @Size(12) List<Boolean> labels,
            @ForAll @Size(3) List<@IntRange(max = 3) Integer> weights) {
        int[] groupWeights = weights.stream().mapToInt(Integer::intValue).toArray();
        int n = scores.size();
        double[] values = scores.stream().mapToDouble(Integer::doubleValue).toArray();
        boolean[] classes = new boolean[n];
        int[] groups = IntStream.range(0, n).map(i -> i % 3).toArray();
        List<Integer> repeated = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            classes[i] = labels.get(i);
            for (int w = 0; w < groupWeights[groups[i]]; w++) {
                repeated.add(i);
            }
        }
        RankedScores ranked = RankedScores.of(values, classes, groups);
        long positives = repeated.stream().filter(i -> classes[i]).count();
        if (positives == 0 || positives == repeated.size()) {
            assertThat(ranked.auroc(groupWeights)).isEmpty();
            assertThat(ranked.averagePrecision(groupWeights)).isEmpty();
            return;
        }
        double[] repeatedScores = repeated.stream().mapToDouble(i -> values[i]).toArray();
        boolean[] repeatedLabels = new boolean[repeated.size()];
        IntStream.range(0, repeatedLabels.length).forEach(i -> repeatedLabels[i] = classes[repeated.get(i)]);
        assertThat(ranked.auroc(groupWeights).getAsDouble())
                .isCloseTo(Ranking.auroc(repeatedScores, repeatedLabels), within(EXACT));
        assertThat(ranked.averagePrecision(groupWeights).getAsDouble())
                .isCloseTo(Ranking.averagePrecision(repeatedScores, repeatedLabels), within(EXACT));
    }

    @Property
    void theAreaUnderTheCurveIsTheArea(
            @ForAll @Size(min = 2, max = 20) List<@IntRange(max = 5) Integer> scores,
            @ForAll @Size(20) List<Boolean> labels) {
        int n = scores.size();
        boolean[] classes = new boolean[n];
        IntStream.range(0, n).forEach(i -> classes[i] = labels.get(i));
        Assume.that(Samples.count(classes) > 0 && Samples.count(classes) < n);
        RankedScores ranked = RankedScores.of(
                scores.stream().mapToDouble(Integer::doubleValue).toArray(), classes, new int[n]);
        List<CurvePoint> roc = ranked.roc();
        double area = 0;
        for (int i = 1; i < roc.size(); i++) {
            area += (roc.get(i).x() - roc.get(i - 1).x())
                    * (roc.get(i).y() + roc.get(i - 1).y())
                    / 2;
        }
        assertThat(area).isCloseTo(ranked.auroc(new int[] {1}).getAsDouble(), within(EXACT));
        List<CurvePoint> pr = ranked.precisionRecall();
        double steps = 0;
        for (int i = 0; i < pr.size(); i++) {
            steps += (pr.get(i).x() - (i == 0 ? 0 : pr.get(i - 1).x()))
                    * pr.get(i).y();
        }
        assertThat(steps).isCloseTo(ranked.averagePrecision(new int[] {1}).getAsDouble(), within(EXACT));
        assertThat(roc.get(roc.size() - 1)).isEqualTo(new CurvePoint(1, 1));
    }

    @Test
    void aBudgetBuysTheHighestScoresAndSplitsTies() {
        // falling: .9 (positive), then .5 three times, one of them positive, then .1
        RankedScores ranked = RankedScores.of(
                new double[] {0.5, 0.9, 0.5, 0.1, 0.5}, new boolean[] {true, true, false, false, false}, new int[5]);
        assertThat(ranked.alerts(0.4, new int[] {1})).isEqualTo(2);
        assertThat(ranked.precisionWithin(0.2, new int[] {1})).hasValue(1);
        assertThat(ranked.precisionWithin(0.4, new int[] {1}).getAsDouble())
                .isCloseTo((1 + 1.0 / 3) / 2, within(EXACT));
        assertThat(ranked.precisionWithin(1, new int[] {1}).getAsDouble()).isCloseTo(0.4, within(EXACT));
        assertThat(ranked.precisionWithin(0.1, new int[] {1})).isEmpty();
        assertThat(ranked.alerts(0.05, new int[] {20})).as("5 % of 100 rows").isEqualTo(5);
        assertThatThrownBy(() -> ranked.alerts(0, new int[] {1})).hasMessageContaining("(0, 1]");
    }

    @Test
    void bothZerosTieAndNothingElseThatIsNotANumberPasses() {
        RankedScores ranked = RankedScores.of(new double[] {0.0, -0.0}, new boolean[] {true, false}, new int[2]);
        assertThat(ranked.auroc(new int[] {1})).hasValue(0.5);
        assertThatThrownBy(() -> RankedScores.of(new double[] {Double.NaN}, new boolean[1], new int[1]))
                .hasMessageContaining("finite");
    }
}
