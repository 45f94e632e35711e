package io.plumbline.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.model.CharSpan;
import io.plumbline.model.HeadId;
import io.plumbline.scoring.feature.FeatureKind;
import io.plumbline.scoring.profile.Artifacts;
import io.plumbline.scoring.profile.DriftReference;
import io.plumbline.scoring.profile.Profile;
import io.plumbline.statistics.ReferenceBins;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class DriftSignalsTest {
    private static Verdict verdict(double probability, List<Map<FeatureKind, Double>> tokens) {
        List<TokenScore> scores = new ArrayList<>();
        for (int t = 0; t < tokens.size(); t++) {
            scores.add(new TokenScore(new CharSpan(t, t + 1), probability, tokens.get(t)));
        }
        return new Verdict(
                probability >= 0.5 ? Label.HALLUCINATED : Label.SUPPORTED,
                probability,
                0.5,
                10 * probability,
                List.of(),
                scores,
                40,
                12,
                tokens.size(),
                1,
                List.of(),
                new ScoreExplanation(List.of(), List.of()));
    }

    @Test
    void meansAreOverTheTokensWhereAKindIsDefined() {
        Verdict verdict = verdict(
                0.25,
                List.of(
                        Map.of(FeatureKind.NEGATIVE_LOG_LIKELIHOOD, 1.0),
                        Map.of(FeatureKind.NEGATIVE_LOG_LIKELIHOOD, 2.0, FeatureKind.CONTEXT_SHARE, 0.5),
                        Map.of(FeatureKind.NEGATIVE_LOG_LIKELIHOOD, 6.0, FeatureKind.CONTEXT_SHARE, 0.75)));
        assertThat(DriftSignals.of(verdict))
                .isEqualTo(Map.of(
                        "probability", 0.25,
                        "score", 2.5,
                        "response-tokens", 3.0,
                        "context-tokens", 12.0,
                        "nll", 3.0,
                        "share", 0.625));
    }

    @Test
    void namesAreTheProfilesKindsAndTheAnswersOwnNumbers() {
        String hash = "0".repeat(64);
        Profile profile = Profile.zero(new Artifacts(hash, hash, hash), new HeadId(0, 0), 0, 512);
        assertThat(DriftSignals.names(profile))
                .containsExactly("context-tokens", "ecs", "pks", "probability", "response-tokens", "score");
        // a metric's label: this bounds its series
        assertThat(FeatureKind.values().length + 4).isLessThanOrEqualTo(64);
    }

    @Test
    void aReferenceHoldsTheQuantilesWhateverTheOrder() {
        List<Verdict> verdicts = new ArrayList<>();
        for (int i = 0; i <= 100; i++) {
            // a share is defined for the first twenty answers only: too few
            Map<FeatureKind, Double> signals = i < 20
                    ? Map.of(FeatureKind.COVER, 0.1, FeatureKind.CONTEXT_SHARE, 0.5)
                    : Map.of(FeatureKind.COVER, 0.1);
            verdicts.add(verdict(i / 100.0, List.of(signals)));
        }
        DriftReference reference = DriftSignals.reference(verdicts);
        assertThat(reference.quantiles())
                .containsOnlyKeys("probability", "score", "response-tokens", "context-tokens", "cover");
        assertThat(reference.quantiles()).containsEntry("cover", Collections.nCopies(DriftReference.POINTS, 0.1));
        List<Double> probabilities = reference.quantiles().getOrDefault("probability", List.of());
        for (int i = 0; i < DriftReference.POINTS; i++) {
            assertThat(probabilities.get(i)).isCloseTo(i / 20.0, within(1e-12));
        }
        Collections.shuffle(verdicts, new Random(5));
        assertThat(DriftSignals.reference(verdicts)).isEqualTo(reference);
        assertThat(DriftSignals.reference(verdicts.subList(0, 20))).isEqualTo(DriftReference.NONE);
    }

    @Test
    void aShiftedSetStandsOutAgainstTheReference() {
        DriftReference reference = DriftSignals.reference(synthetic(400, 1, 0));
        assertThat(stability(reference, synthetic(400, 2, 0))).isLessThan(0.1);
        assertThat(stability(reference, synthetic(400, 2, 0.3))).isGreaterThan(0.25);
    }

    private static List<Verdict> synthetic(int count, long seed, double shift) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Verdict> verdicts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            double cover = random.nextDouble() - shift;
            verdicts.add(verdict(0.5, List.of(Map.of(FeatureKind.COVER, cover))));
        }
        return verdicts;
    }

    private static double stability(DriftReference reference, List<Verdict> live) {
        double[] values = live.stream()
                .map(DriftSignals::of)
                .mapToDouble(signals -> signals.getOrDefault("cover", Double.NaN))
                .toArray();
        return ReferenceBins.ofQuantiles(reference.quantiles().getOrDefault("cover", List.of()), 10)
                .stability(values);
    }
}
