package io.plumbline.model.djl;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.model.Capture;
import io.plumbline.model.CapturePlan;
import io.plumbline.model.FloatMatrix;
import io.plumbline.model.ForwardRequest;
import io.plumbline.model.HookPoint;
import io.plumbline.model.InstrumentedModel;
import io.plumbline.model.ModelWeights;
import io.plumbline.model.Reduction;
import io.plumbline.model.TokenIds;
import io.plumbline.model.TokenSpan;
import io.plumbline.model.kv.KvCache;
import io.plumbline.model.kv.KvPolicy;
import io.plumbline.model.kv.KvPrefill;
import io.plumbline.model.kv.KvRule;
import io.plumbline.model.testkit.DefaultModelFile;
import io.plumbline.model.testkit.RedeepFixtures;
import io.plumbline.model.testkit.Tolerances;
import io.plumbline.model.weights.ModelFiles;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The default model: a compressed cache that holds everything predicts as the plain one; one that does not, as it decodes. */
class DjlCompressedParityTest {
    private static final Tolerances TOLERANCES = new Tolerances(2e-4, 1e-4);

    @Test
    void compressedCachesOfRealWeightsPredictAsTheyShould() {
        TokenIds ids = RedeepFixtures.values(0).ids();
        int split = ids.size() - 12;
        TokenSpan rows = new TokenSpan(split, ids.size() - 1);
        try (ModelWeights weights = ModelFiles.open(DefaultModelFile.orSkip());
                InstrumentedModel model = DjlModel.load(weights, "cpu", NumberFormat.FLOAT32, 1);
                KvPrefill prefill = KvPrefill.run(model, ids.slice(0, split));
                KvCache plain = prefill.uncompressed()) {
            FloatMatrix expected = together(model, plain, ids, rows);
            for (KvRule rule : List.of(new KvRule.Full(), new KvRule.Streaming(0, ids.size(), true))) {
                try (KvCache full = prefill.compressed(KvPolicy.uniform("all", model.config(), rule))) {
                    FloatMatrix actual = together(model, full, ids, rows);
                    TOLERANCES.assertClose("next tokens by " + rule, actual, expected);
                    assertThat(full.bytesByHead().total())
                            .isLessThan(plain.bytesByHead().total() + 50_000);
                }
            }
            KvPolicy razor = KvPolicy.of(
                    "razor",
                    model.config(),
                    head -> head.head() == 0 ? new KvRule.Full() : new KvRule.Streaming(4, 24, true));
            try (KvCache chunk = prefill.compressed(razor);
                    KvCache steps = prefill.compressed(razor)) {
                FloatMatrix whole = together(model, chunk, ids, rows);
                for (int row = rows.start(); row < rows.end(); row++) {
                    Capture logits = new HookPoint.Logits(new TokenSpan(row, row + 1));
                    FloatMatrix step = model.extend(
                                    steps, ForwardRequest.of(ids.slice(row, row + 1), CapturePlan.of(logits)))
                            .get(logits);
                    assertThat(best(step.row(0))).isEqualTo((int) whole.at(row - rows.start(), 2));
                }
                assertThat(whole.toArray()).isNotEqualTo(expected.toArray());
            }
        }
    }

    private static FloatMatrix together(InstrumentedModel model, KvCache cache, TokenIds ids, TokenSpan rows) {
        Capture next = new Reduction.NextToken(rows);
        TokenIds rest = ids.slice(rows.start(), ids.size());
        return model.extend(cache, ForwardRequest.of(rest, CapturePlan.of(next)))
                .get(next);
    }

    private static int best(float[] logits) {
        int best = 0;
        for (int id = 1; id < logits.length; id++) {
            best = logits[id] > logits[best] ? id : best;
        }
        return best;
    }
}
