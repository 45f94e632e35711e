package io.plumbline.model.testkit;

import io.plumbline.model.ActivationTrace;
import io.plumbline.model.CapturePlan;
import io.plumbline.model.FloatMatrix;
import io.plumbline.model.ForwardRequest;
import io.plumbline.model.HookPoint;
import io.plumbline.model.Reduction;
import io.plumbline.model.TokenIds;
import io.plumbline.model.TokenSpan;
import io.plumbline.model.reference.ReferenceModel;
import io.plumbline.model.weights.GgufModelWeights;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/**
 * The reference in double against float32 passes of others, on the default model's real weights. Largest differences
 * measured on 2026-11-23: negative log-likelihood 1.9e-5, logits 2.4e-5, final-norm states 6.9e-5 (of values up to 50).
 */
class DefaultModelParityTest {
    private static final Tolerances TOLERANCES = new Tolerances(3e-4, 0);

    @Test
    void realWeightsGiveTheValuesOfTransformersAndOfTheAuthorsCode() {
        try (GgufModelWeights weights = GgufModelWeights.open(DefaultModelFile.orSkip());
                ReferenceModel model = ReferenceModel.inDouble(weights)) {
            compareLogits(model, DefaultModelFixture.all().get(0));
            compareStates(model, RedeepFixtures.values(0), 24);
        }
    }

    private static void compareLogits(ReferenceModel model, DefaultModelFixture prompt) {
        int last = prompt.ids().size() - 1;
        Reduction next = new Reduction.NextToken(new TokenSpan(0, last));
        HookPoint logits = new HookPoint.Logits(new TokenSpan(last, last + 1));
        ActivationTrace trace = model.forward(ForwardRequest.of(prompt.ids(), CapturePlan.of(next, logits)));
        FloatMatrix nll = FloatMatrix.of(last, 1, trace.get(next).column(0));
        TOLERANCES.assertClose("nll", nll, prompt.nll());
        TOLERANCES.assertClose("sampled logits", at(trace.get(logits), prompt.sampleIds()), prompt.sampleLogits());
        TOLERANCES.assertClose("top logits", at(trace.get(logits), prompt.topIds()), prompt.topLogits());
    }

    /** The first tokens of a long example: what follows cannot change them. */
    private static void compareStates(ReferenceModel model, RedeepFixtures.Values golden, int tokens) {
        HookPoint states = new HookPoint.FinalNorm(new TokenSpan(0, tokens));
        ActivationTrace trace = model.forward(ForwardRequest.of(golden.ids().slice(0, tokens), CapturePlan.of(states)));
        FloatMatrix all = golden.hiddenLast().orElseThrow();
        float[] first = Arrays.copyOf(all.toArray(), tokens * all.columns());
        TOLERANCES.assertClose("final norm", trace.get(states), FloatMatrix.of(tokens, all.columns(), first));
    }

    private static FloatMatrix at(FloatMatrix row, TokenIds ids) {
        float[] values = new float[ids.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = row.at(0, ids.at(i));
        }
        return FloatMatrix.of(values.length, 1, values);
    }
}
