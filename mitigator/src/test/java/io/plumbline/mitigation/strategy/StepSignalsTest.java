package io.plumbline.mitigation.strategy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.mitigation.TinyMitigation;
import io.plumbline.model.ActivationTrace;
import io.plumbline.model.ErrorCode;
import io.plumbline.model.ForwardRequest;
import io.plumbline.model.PlumblineException;
import io.plumbline.model.TokenIds;
import io.plumbline.model.loading.LoadedModel;
import io.plumbline.prompt.EncodedPrompt;
import io.plumbline.prompt.PromptRenderer;
import io.plumbline.scoring.TokenCombination;
import io.plumbline.scoring.feature.Feature;
import io.plumbline.scoring.feature.FeatureReader;
import io.plumbline.scoring.feature.FeatureTable;
import io.plumbline.scoring.profile.Artifacts;
import io.plumbline.scoring.profile.Profile;
import io.plumbline.scoring.profile.ProfileBuilder;
import io.plumbline.scoring.profile.ProfileCodec;
import io.plumbline.scoring.profile.ProfileKind;
import io.plumbline.scoring.profile.Scaling;
import io.plumbline.scoring.profile.ScoringMode;
import io.plumbline.scoring.profile.TokenRule;
import io.plumbline.scoring.profile.TokenTerm;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is known of a token before it is written equals what the detector reads of the finished answer. */
final class StepSignalsTest {
    private static final List<Feature> FEATURES = Stream.of(
                    "ecs:1-2",
                    "ecs:2-0",
                    "pks:1",
                    "pks:2",
                    "context-mass:1-2",
                    "response-mass:1-2",
                    "share:2-0",
                    "reliance:1-2",
                    "spread:1-1",
                    "entropy")
            .map(Feature::parse)
            .toList();

    private final LoadedModel loaded = TinyMitigation.reference();
    private final DecodingPrompt open = TinyMitigation.prompt(loaded);
    private final EncodedPrompt whole = EncodedPrompt.of(
            new PromptRenderer(TinyMitigation.TEMPLATE).render(TinyMitigation.EXAMPLE, loaded.chatTemplate()),
            loaded.tokenizer());

    @Test
    void signalsEqualTheDetectors() {
        FeatureTable expected = detectors();
        StepSignals signals = new StepSignals(open.prompt(), ScoringMode.STRICT, FEATURES);
        for (int t = 0; t < expected.size(); t++) {
            int row = open.prompt().size() - 1 + t;
            float[] values = signals.read(row, trace(row, signals));
            for (int f = 0; f < FEATURES.size(); f++) {
                float there = expected.values().at(t, f);
                if (Float.isNaN(there)) {
                    assertThat(values[f]).isNaN();
                } else {
                    assertThat(values[f]).as(FEATURES.get(f) + " at " + t).isCloseTo(there, within(1e-5f));
                }
            }
        }
    }

    private ActivationTrace trace(int row, StepSignals signals) {
        TokenIds soFar = whole.ids().slice(0, row + 1);
        return loaded.model().forward(ForwardRequest.of(soFar, signals.captures(row)));
    }

    private FeatureTable detectors() {
        FeatureReader reader = new FeatureReader(ScoringMode.STRICT, FEATURES);
        ActivationTrace trace = loaded.model().forward(ForwardRequest.of(whole.ids(), reader.plan(whole)));
        return reader.read(TinyMitigation.EXAMPLE, whole, trace, Optional.empty());
    }

    private static Profile profile(String feature, int smoothing) {
        Artifacts artifacts = new Artifacts("9".repeat(64), "7".repeat(64), "8".repeat(64));
        return new ProfileBuilder("tiny", ProfileKind.ENSEMBLE, artifacts, TinyMitigation.TEMPLATE)
                .token(new TokenRule(
                        List.of(new TokenTerm(Feature.parse(feature), new Scaling(0.1, 0.2, 0.3, 2), -1)),
                        0.25,
                        smoothing))
                .build();
    }

    @Test
    void theTriggersProbabilityIsTheProfilesOwn() {
        Profile profile = profile("reliance:1-2", 1);
        ProfileTrigger trigger = ProfileTrigger.of(profile, 0.5, open.prompt());
        double[] scores = TokenCombination.tokenScores(
                profile.token(), detectors(), whole.passageKeys().size());
        for (int t = 0; t < scores.length; t++) {
            int row = open.prompt().size() - 1 + t;
            TokenIds soFar = whole.ids().slice(0, row + 1);
            ActivationTrace trace = loaded.model().forward(ForwardRequest.of(soFar, trigger.captures(row)));
            assertThat(trigger.probability(row, trace))
                    .isCloseTo(profile.tokenCalibration().probability(scores[t]), within(1e-5));
        }
    }

    @Test
    void whatAStrategyWritesDependsOnAProfileOnlyIfThatTriggersIt() {
        Profile profile = profile("reliance:1-2", 1);
        StrategyDecoder decoder = new StrategyDecoder(loaded, Optional.empty(), Optional.of(profile));
        AarfTrigger byProfile = new AarfTrigger.ProfileScore(0.5);
        Strategy triggered = new Aarf(ScoringMode.STRICT, TinyMitigation.HEADS, 2, List.of(1), 0.5, byProfile, "test");
        assertThat(decoder.triggerProfileId(triggered)).contains(ProfileCodec.id(profile));
        for (Strategy other : StrategyDecoderTest.everyStrategy()) {
            assertThat(decoder.triggerProfileId(other)).isEmpty();
        }
    }

    @Test
    void aProfileThatWeighsTheWrittenTokenIsRefused() {
        assertThatThrownBy(() -> ProfileTrigger.of(profile("nll", 1), 0.5, open.prompt()))
                .isInstanceOfSatisfying(
                        PlumblineException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.PROFILE_MISMATCH))
                .hasMessageContaining("nll");
    }
}
