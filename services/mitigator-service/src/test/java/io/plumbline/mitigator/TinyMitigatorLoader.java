package io.plumbline.mitigator;

import io.plumbline.mitigation.Mitigator;
import io.plumbline.mitigation.preset.AcceptanceRule;
import io.plumbline.mitigation.preset.DegenerationRule;
import io.plumbline.mitigation.preset.MitigationLimits;
import io.plumbline.mitigation.preset.MitigationPreset;
import io.plumbline.mitigation.preset.Tournament;
import io.plumbline.mitigation.strategy.Regenerate;
import io.plumbline.mitigation.strategy.StrategyDecoder;
import io.plumbline.model.ModelConfig;
import io.plumbline.model.RopeScaling;
import io.plumbline.model.loading.LoadedModel;
import io.plumbline.model.reference.ReferenceModel;
import io.plumbline.model.testkit.CharacterTokenizer;
import io.plumbline.model.testkit.ChatMl;
import io.plumbline.model.testkit.ScriptedModel;
import io.plumbline.model.testkit.TinyLlama;
import io.plumbline.prompt.PromptTemplate;
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
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

/** The real mitigator on a seeded tiny model, told what to write, and a profile that suspects new words. */
@Singleton
public class TinyMitigatorLoader implements MitigatorLoader {
    static final String WRITTEN = "The river rises in the south.";

    private static final int CONTEXT_LENGTH = 2000;
    private static final ModelConfig CONFIG = new ModelConfig(
            "llama",
            2,
            32,
            4,
            2,
            8,
            48,
            CharacterTokenizer.VOCABULARY,
            CONTEXT_LENGTH,
            1e-5f,
            10_000f,
            new RopeScaling.None(),
            false,
            false);

    @Override
    public Loaded load() {
        LoadedModel model = new LoadedModel(
                new ScriptedModel(ReferenceModel.inDouble(TinyLlama.of(CONFIG, 5)), WRITTEN, WRITTEN, 0),
                new CharacterTokenizer(),
                new ChatMl(),
                "tiny",
                "9".repeat(64));
        Profile profile = new ProfileBuilder(
                        "novelty", ProfileKind.ENSEMBLE, Artifacts.of(model), PromptTemplate.STRICT)
                .token(new TokenRule(List.of(new TokenTerm(Feature.parse("novel-word"), Scaling.NONE, 1)), 0, 1))
                .responseCalibration(new Calibration.Logistic(20, -2))
                .build();
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
        return new Loaded(mitigator, model.model().environment(), executor, executor);
    }
}
