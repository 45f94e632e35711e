package io.plumbline.scoring;

import io.plumbline.model.ActivationTrace;
import io.plumbline.model.Capture;
import io.plumbline.model.CapturePlan;
import io.plumbline.model.HeadId;
import io.plumbline.model.Reduction;
import io.plumbline.prompt.EncodedPrompt;
import io.plumbline.scoring.ecs.ExternalContextScorer;
import io.plumbline.scoring.pks.ParametricKnowledgeScorer;
import io.plumbline.scoring.profile.ScoringMode;
import java.util.ArrayList;
import java.util.List;

/** ReDeEP(token): every token by itself, each from the row that predicts it. */
public final class TokenLevelFeatures implements FeatureExtractor {
    private final ExternalContextScorer ecs;
    private final ParametricKnowledgeScorer pks;

    public TokenLevelFeatures(ScoringMode mode, List<HeadId> heads, List<Integer> layers) {
        ecs = new ExternalContextScorer(mode, heads);
        pks = new ParametricKnowledgeScorer(mode, layers);
    }

    @Override
    public CapturePlan plan(EncodedPrompt prompt) {
        List<Capture> captures = new ArrayList<>();
        captures.add(ecs.capture(prompt));
        captures.addAll(pks.captures(prompt.predictorRows()));
        captures.add(new Reduction.NextToken(prompt.predictorRows()));
        return CapturePlan.of(captures);
    }

    @Override
    public TokenFeatures read(EncodedPrompt prompt, ActivationTrace trace) {
        return new TokenFeatures(
                trace.get(ecs.capture(prompt)),
                pks.read(trace, prompt.predictorRows()),
                trace.get(new Reduction.NextToken(prompt.predictorRows())));
    }
}
