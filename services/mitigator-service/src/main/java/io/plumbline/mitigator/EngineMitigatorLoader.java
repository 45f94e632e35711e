package io.plumbline.mitigator;

import io.plumbline.mitigation.preset.MitigationPreset;
import io.plumbline.mitigation.preset.Presets;
import io.plumbline.model.weights.Progress;
import io.plumbline.scoring.profile.Profile;
import io.plumbline.stages.ExecutorLimits;
import io.plumbline.stages.ModelExecutor;
import io.plumbline.stages.ProfileRegistry;
import io.plumbline.stages.ScoringRuntime;
import io.quarkus.arc.DefaultBean;
import jakarta.enterprise.context.ApplicationScoped;

/** The real thing, with a model of its own. */
@DefaultBean
@ApplicationScoped
public class EngineMitigatorLoader implements MitigatorLoader {
    private final MitigationConfig config;

    public EngineMitigatorLoader(MitigationConfig config) {
        this.config = config;
    }

    @Override
    public Loaded load() {
        // first preset and profile: a wrong name should not cost a download
        MitigationPreset preset = Presets.find(config.preset());
        Profile found = ProfileRegistry.load(config.profileDirectory()).find(config.profile());
        Profile profile = config.prevalence().map(found::atPrevalence).orElse(found);
        ScoringRuntime runtime = ScoringRuntime.open(
                config.model(), config.device(), config.threads(), config.classifier(), Progress.quiet());
        ModelExecutor executor = new ModelExecutor(config.device(), ExecutorLimits.DEFAULT);
        try {
            return new Loaded(runtime.mitigator(profile, preset), runtime.environment(profile), executor, () -> {
                executor.close();
                runtime.close();
            });
        } catch (RuntimeException e) {
            executor.close();
            runtime.close();
            throw e;
        }
    }
}
