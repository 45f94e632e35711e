package io.plumbline.scoring.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.model.ErrorCode;
import io.plumbline.model.PlumblineException;
import io.plumbline.prompt.PromptTemplate;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PrevalenceTest {
    private static final List<Double> UNIFORM =
            IntStream.range(0, DriftReference.POINTS).mapToObj(i -> i / 20.0).toList();
    private static final Profile HALF = new ProfileBuilder(
                    "half",
                    ProfileKind.RELIANCE,
                    new Artifacts("a".repeat(64), "b".repeat(64), "c".repeat(64)),
                    PromptTemplate.STRICT)
            .responseCalibration(new Calibration.Isotonic(
                    List.of(new Calibration.Point(-1, 0), new Calibration.Point(1, 0.9), new Calibration.Point(2, 1))))
            .threshold(0.6)
            .prevalence(0.5)
            .drift(new DriftReference(Map.of("probability", UNIFORM, "score", UNIFORM)))
            .build();

    /** Of 1,000 answers of which 50 are bad, a score that 9 of 10 bad ones and 1 of 10 good ones have means 45 / 140. */
    @Test
    void probabilitiesFollowBayesAndFlagsStay() {
        Profile rare = HALF.atPrevalence(0.05);
        assertThat(rare.responseCalibration().probability(1)).isCloseTo(45.0 / 140, within(1e-12));
        assertThat(rare.responseCalibration().probability(-1)).isZero();
        assertThat(rare.responseCalibration().probability(2)).isEqualTo(1);
        for (double score = -1.5; score < 2.5; score += 0.01) {
            assertThat(rare.responseCalibration().probability(score) >= rare.threshold())
                    .as("score " + score)
                    .isEqualTo(HALF.responseCalibration().probability(score) >= HALF.threshold());
        }
        assertThat(rare.drift().quantiles()).containsEntry("score", UNIFORM);
        assertThat(rare.drift().quantiles().get("probability"))
                .isSorted()
                .startsWith(0.0)
                .endsWith(1.0);
    }

    @Test
    void theCorrectedProfileIsAnotherUnderTheSameName() {
        Profile rare = HALF.atPrevalence(0.05);
        assertThat(rare.name()).isEqualTo("half");
        assertThat(ProfileCodec.id(rare)).isNotEqualTo(ProfileCodec.id(HALF));
        assertThat(ProfileCodec.read(ProfileCodec.write(rare))).isEqualTo(rare);
        assertThat(rare.atPrevalence(0.5).responseCalibration().probability(1)).isCloseTo(0.9, within(1e-12));
    }

    @Test
    void aShareIsBetweenNoneAndAll() {
        for (double share : new double[] {0, 1, -0.1, Double.NaN}) {
            assertThatThrownBy(() -> HALF.atPrevalence(share))
                    .isInstanceOfSatisfying(
                            PlumblineException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_INPUT));
        }
    }
}
