package io.plumbline.standalone;

import io.plumbline.detector.DetectionService;
import io.plumbline.detector.DetectorLoader;
import io.plumbline.mitigation.preset.MitigationPreset;
import io.plumbline.mitigation.preset.Presets;
import io.plumbline.mitigator.MitigationConfig;
import io.plumbline.mitigator.MitigatorLoader;
import io.plumbline.model.ErrorCode;
import io.plumbline.model.PlumblineException;
import io.plumbline.scoring.profile.Profile;
import io.plumbline.stages.ScoringRuntime;
import jakarta.enterprise.context.ApplicationScoped;

/** The detector's model, profile and device: one process needs no second copy, and verdicts go before repairs. */
@ApplicationScoped
public class SharedMitigatorLoader implements MitigatorLoader {
    private final DetectionService detection;
    private final MitigationConfig config;

    public SharedMitigatorLoader(DetectionService detection, MitigationConfig config) {
        this.detection = detection;
        this.config = config;
    }

    @Override
    public Loaded load() {
        MitigationPreset preset = Presets.find(config.preset());
        DetectorLoader.Loaded loaded = detection.loaded().join();
        Profile profile = loaded.detector().profile();
        ScoringRuntime runtime = loaded.runtime()
                .orElseThrow(() -> new PlumblineException(ErrorCode.INTERNAL, "the detector runs on no model"));
        // the detector owns the model and closes it
        return new Loaded(runtime.mitigator(profile, preset), loaded.environment(), detection.executor(), () -> {});
    }
}
