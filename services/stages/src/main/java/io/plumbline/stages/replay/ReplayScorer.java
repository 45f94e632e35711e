package io.plumbline.stages.replay;

import io.plumbline.stages.DetectStage;
import io.plumbline.stages.ReceivedGeneration;
import io.plumbline.stages.ScoringIdentity;
import io.plumbline.stages.StageResult;
import java.util.function.Function;

/**
 * By what events are judged again.
 *
 * @param identity of the profile
 * @param judge the stage
 */
public record ReplayScorer(ScoringIdentity identity, Function<ReceivedGeneration, StageResult> judge) {
    /** The stage as the stream runs it. */
    public static ReplayScorer of(DetectStage stage) {
        return new ReplayScorer(stage.identity(), stage::detect);
    }
}
