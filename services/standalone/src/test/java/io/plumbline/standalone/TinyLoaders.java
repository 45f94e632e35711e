package io.plumbline.standalone;

import io.plumbline.detector.DetectorLoader;
import io.plumbline.mitigation.Mitigator;
import io.plumbline.mitigation.preset.AcceptanceRule;
import io.plumbline.mitigation.preset.DegenerationRule;
import io.plumbline.mitigation.preset.MitigationLimits;
import io.plumbline.mitigation.preset.MitigationPreset;
import io.plumbline.mitigation.preset.Tournament;
import io.plumbline.mitigation.strategy.Regenerate;
import io.plumbline.mitigation.strategy.StrategyDecoder;
import io.plumbline.mitigator.MitigatorLoader;
import io.plumbline.model.ErrorCode;
import io.plumbline.model.ModelConfig;
import io.plumbline.model.PlumblineException;
import io.plumbline.model.RopeScaling;
import io.plumbline.model.loading.LoadedModel;
import io.plumbline.model.reference.ReferenceModel;
import io.plumbline.model.testkit.CharacterTokenizer;
import io.plumbline.model.testkit.ChatMl;
import io.plumbline.model.testkit.ScriptedModel;
import io.plumbline.model.testkit.TinyLlama;
import io.plumbline.prompt.PromptTemplate;
import io.plumbline.prompt.RagExample;
import io.plumbline.scoring.DetectionOutcome;
import io.plumbline.scoring.Detector;
import io.plumbline.scoring.ProfileDetector;
import io.plumbline.scoring.feature.Feature;
import io.plumbline.scoring.profile.Artifacts;
import io.plumbline.scoring.profile.Calibration;
import io.plumbline.scoring.profile.Profile;
import io.plumbline.scoring.profile.ProfileBuilder;
import io.plumbline.scoring.profile.ProfileKind;
import io.plumbline.scoring.profile.Scaling;
import io.plumbline.scoring.profile.TokenRule;
import io.plumbline.scoring.profile.TokenTerm;
import io.plumbline.stages.ExecutorLimits;
import io.plumbline.stages.ModelExecutor;
import io.quarkus.test.Mock;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;

/** Detector and mitigator on a seeded tiny model that writes what it is told; the profile suspects new words. */
final class TinyLoaders {
    static final String WRITTEN = "The river rises in the south.";
    /** An answer that breaks the engine. */
    static final String BREAKS = "BREAK";

    private static final ModelConfig CONFIG = new ModelConfig(
            "llama",
            2,
            32,
            4,
            2,
            8,
            48,
            CharacterTokenizer.VOCABULARY,
            2000,
            1e-5f,
            10_000f,
            new RopeScaling.None(),
            false,
            false);

    private TinyLoaders() {}

    private static LoadedModel model() {
        return new LoadedModel(
                new ScriptedModel(ReferenceModel.inDouble(TinyLlama.of(CONFIG, 5)), WRITTEN, WRITTEN, 0),
                new CharacterTokenizer(),
                new ChatMl(),
                "tiny",
                "9".repeat(64));
    }

    private static Profile profileFor(LoadedModel model) {
        return new ProfileBuilder("novelty", ProfileKind.ENSEMBLE, Artifacts.of(model), PromptTemplate.STRICT)
                .token(new TokenRule(List.of(new TokenTerm(Feature.parse("novel-word"), Scaling.NONE, 1)), 0, 1))
                .responseCalibration(new Calibration.Logistic(20, -2))
                .build();
    }

    /** In the place of the engine's. */
    @Mock
    @ApplicationScoped
    public static class Detecting implements DetectorLoader {
        @Override
        public DetectorLoader.Loaded load() {
            LoadedModel model = model();
            Detector detector = new ProfileDetector(model, profileFor(model));
            return new DetectorLoader.Loaded(
                    new Detector() {
                        @Override
                        public Profile profile() {
                            return detector.profile();
                        }

                        @Override
                        public DetectionOutcome detect(RagExample example) {
                            if (example.response().equals(BREAKS)) {
                                throw new PlumblineException(ErrorCode.ENGINE_FAILURE, "made up");
                            }
                            return detector.detect(example);
                        }
                    },
                    model.model().environment(),
                    Optional.empty(),
                    () -> {});
        }
    }

    /** In the place of the one that shares the detector's model. */
    @Mock
    @ApplicationScoped
    public static class Mitigating implements MitigatorLoader {
        @Override
        public MitigatorLoader.Loaded load() {
            LoadedModel model = model();
            Profile profile = profileFor(model);
            Mitigator mitigator = new Mitigator(
                    new ProfileDetector(model, profile),
                    new StrategyDecoder(model, Optional.empty(), Optional.of(profile)),
                    PromptTemplate.STRICT,
                    new MitigationPreset(
                            "tiny",
                            Optional.empty(),
                            List.of(Regenerate.GREEDY),
                            Tournament.FIRST,
                            new MitigationLimits(100, 500, 50_000),
                            new DegenerationRule(1, 0.2, 3, 40, 4, 0.3, List.of()),
                            new AcceptanceRule(0.05, 1.645, "made up"),
                            ""));
            ModelExecutor executor = new ModelExecutor("cpu", ExecutorLimits.DEFAULT);
            return new MitigatorLoader.Loaded(mitigator, model.model().environment(), executor, executor);
        }
    }
}
