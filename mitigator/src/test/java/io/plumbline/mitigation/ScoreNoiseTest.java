package io.plumbline.mitigation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.model.CharSpan;
import io.plumbline.model.FloatMatrix;
import io.plumbline.scoring.DriftSignals;
import io.plumbline.scoring.Examination;
import io.plumbline.scoring.ExaminedWindow;
import io.plumbline.scoring.Judge;
import io.plumbline.scoring.feature.Feature;
import io.plumbline.scoring.feature.FeatureTable;
import io.plumbline.scoring.profile.Artifacts;
import io.plumbline.scoring.profile.DriftReference;
import io.plumbline.scoring.profile.ProfileBuilder;
import io.plumbline.scoring.profile.ProfileKind;
import io.plumbline.scoring.profile.Scaling;
import io.plumbline.scoring.profile.TokenRule;
import io.plumbline.scoring.profile.TokenTerm;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class ScoreNoiseTest {
    private static ProfileBuilder profile() {
        Artifacts artifacts = new Artifacts("9".repeat(64), "7".repeat(64), "8".repeat(64));
        return new ProfileBuilder("mean", ProfileKind.PROBE, artifacts, TinyMitigation.TEMPLATE)
                .token(new TokenRule(List.of(new TokenTerm(Feature.parse("nll"), Scaling.NONE, 1)), 0, 1));
    }

    private static Examination answer(float... values) {
        FeatureTable table = new FeatureTable(List.of(Feature.parse("nll")), FloatMatrix.of(values.length, 1, values));
        return new Examination(
                IntStream.range(0, values.length)
                        .mapToObj(t -> new CharSpan(t, t + 1))
                        .toList(),
                List.of(new ExaminedWindow(table, 10, List.of(), Optional.empty())),
                20);
    }

    @Test
    void theJackknifeOfAMeanIsItsStandardError() {
        ScoreNoise noise = new ScoreNoise(new Judge(profile().build()));
        // standard deviation of 1, 2, 3, 6 is 2.160, over the root of 4
        assertThat(noise.standardError(answer(1, 2, 3, 6))).isCloseTo(1.0801234, within(1e-6));
        assertThat(noise.standardError(answer(2, 2, 2))).isZero();
    }

    @Test
    void oneTokenHasTheSpreadOfTheCalibrationAnswersOrNoNoiseThatIsKnown() {
        assertThat(new ScoreNoise(new Judge(profile().build())).standardError(answer(1)))
                .isEqualTo(Double.POSITIVE_INFINITY);
        List<Double> quantiles =
                IntStream.range(0, DriftReference.POINTS).mapToObj(i -> i * 0.1).toList();
        DriftReference drift = new DriftReference(Map.of(DriftSignals.SCORE, quantiles));
        assertThat(new ScoreNoise(new Judge(profile().drift(drift).build())).standardError(answer(1)))
                .isCloseTo(1 / 1.349, within(1e-9));
    }
}
