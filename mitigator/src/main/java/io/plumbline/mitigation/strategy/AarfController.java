package io.plumbline.mitigation.strategy;

import io.plumbline.model.CapturePlan;
import io.plumbline.model.InterventionPlan;
import io.plumbline.model.TokenSpan;
import io.plumbline.model.sampling.StepController;
import io.plumbline.scoring.profile.ScoringMode;

/** Has a step run again with AARF's changes where the trigger fires. */
final class AarfController implements StepController {
    private final StepTrigger trigger;
    private final InterventionPlan changes;
    private final boolean writeCache;

    AarfController(Aarf settings, StepTrigger trigger) {
        this.trigger = trigger;
        this.changes = settings.plan();
        this.writeCache = settings.mode() == ScoringMode.STRICT;
    }

    @Override
    public CapturePlan captures(TokenSpan rows) {
        return trigger.captures(rows.end() - 1);
    }

    @Override
    public Decision onStep(Step step) {
        boolean fires = trigger.fires(step.rows().end() - 1, step.trace());
        return fires && !changes.isEmpty() ? new Decision.Rerun(changes, writeCache) : new Decision.Accept();
    }
}
