package io.plumbline.mitigation.strategy;

import io.plumbline.model.ActivationTrace;
import io.plumbline.model.Capture;
import io.plumbline.model.CapturePlan;
import io.plumbline.model.Reduction;
import io.plumbline.model.TokenSpan;
import io.plumbline.prompt.EncodedPrompt;
import io.plumbline.scoring.ecs.ExternalContextScorer;
import io.plumbline.scoring.pks.ParametricKnowledgeScorer;
import io.plumbline.scoring.profile.ScoringMode;
import java.util.ArrayList;
import java.util.List;

/** {@link AarfTrigger.Redeep} on one prompt. */
final class RedeepTrigger implements StepTrigger {
    private final AarfTrigger.Redeep rule;
    private final ScoringMode mode;
    private final ParametricKnowledgeScorer pks;
    private final Reduction.AttendedStateCosine ecs;
    private final int vocabulary;

    RedeepTrigger(AarfTrigger.Redeep rule, ScoringMode mode, EncodedPrompt prompt, int vocabulary) {
        this.rule = rule;
        this.mode = mode;
        this.pks = new ParametricKnowledgeScorer(mode, rule.layers());
        this.ecs = new ExternalContextScorer(mode, rule.heads()).capture(prompt);
        this.vocabulary = vocabulary;
    }

    @Override
    public CapturePlan captures(int row) {
        List<Capture> captures = new ArrayList<>(pks.captures(new TokenSpan(row, row + 1)));
        captures.add(StepSignals.at(ecs, row));
        return CapturePlan.of(captures);
    }

    @Override
    public boolean fires(int row, ActivationTrace trace) {
        double e = 0;
        for (float value : trace.get(StepSignals.at(ecs, row)).row(0)) {
            e += value;
        }
        double k = 0;
        for (float value : pks.read(trace, new TokenSpan(row, row + 1)).row(0)) {
            k += mode == ScoringMode.LEGACY ? ParametricKnowledgeScorer.legacyUnit(value, vocabulary) : value;
        }
        if (mode == ScoringMode.LEGACY) {
            e /= rule.heads().size();
            k /= rule.layers().size();
        }
        return rule.score(e, k) > rule.threshold();
    }
}
