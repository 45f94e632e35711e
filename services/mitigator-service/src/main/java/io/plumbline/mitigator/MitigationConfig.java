package io.plumbline.mitigator;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Settings of the mitigator; every one has a default. */
@ConfigMapping(prefix = "plumbline.mitigation")
public interface MitigationConfig {
    /** The model that writes and judges, as {@code io.plumbline.model.weights.ModelSource} spells sources. */
    @WithDefault("default")
    String model();

    /** Name, id or file of the profile that judges: the detector's. The first bundled one without. */
    Optional<String> profile();

    /** Directory with more profiles. */
    Optional<Path> profileDirectory();

    /** Directory of a token classifier (ONNX), for a profile that weighs one. */
    Optional<Path> classifier();

    /** As the detector's setting of this name. */
    Optional<Double> prevalence();

    /** Name or file of the preset: strategies, budgets, rule of acceptance. The bundled {@code default} without. */
    Optional<String> preset();

    /** {@code cpu} or {@code cuda:0}. */
    @WithDefault("cpu")
    String device();

    /** Threads inside one operation; without, the number of cores but at most 4. */
    Optional<Integer> threads();

    /** For one request's own passes; what is not done by then is given up, as a redrivable dead letter. */
    @WithDefault("180s")
    Duration timeLimit();

    /** Readiness fails when no item began, took a step or ended for so long although there is work. */
    @WithDefault("180s")
    Duration stallLimit();
}
