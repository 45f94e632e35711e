package io.plumbline.stages.replay;

import io.plumbline.attribution.AttributionMethod;
import io.plumbline.stages.DetectStage;
import io.plumbline.stages.ReceivedGeneration;
import io.plumbline.stages.ScoringIdentity;
import io.plumbline.stages.StageResult;
import java.util.Optional;
import java.util.function.Function;

/**
 * By what events are judged again.
 *
 * @param identity of the profile
 * @param attribution by which the verdicts name sentences; empty where they name none
 * @param judge the stage
 */
public record ReplayScorer(
        ScoringIdentity identity,
        Optional<AttributionMethod> attribution,
        Function<ReceivedGeneration, StageResult> judge) {
    /**
     * The stage as the stream runs it.
     *
     * @param attribution of the stage's detector
     */
    public static ReplayScorer of(DetectStage stage, Optional<AttributionMethod> attribution) {
        return new ReplayScorer(stage.identity(), attribution, stage::detect);
    }

    /** What the bytes of its verdicts depend on besides the event. */
    String dependsOn() {
        return identity.profileId() + " " + identity.environment() + " "
                + attribution.map(AttributionMethod::label).orElse("none");
    }
}
