package io.plumbline.model.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.model.ActivationTrace;
import io.plumbline.model.Capture;
import io.plumbline.model.CapturePlan;
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
import io.plumbline.model.reference.ReferenceModel;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The plain-Java pass compresses its cache; in float, against itself in double. */
class ReferenceCompressedCacheTest extends CompressedCacheContract {
    @Override
    protected InstrumentedModel open(ModelWeights weights) {
        return ReferenceModel.inFloat(weights);
    }

    @ParameterizedTest
    @EnumSource
    void holdingEverythingGivesTheBitsOfThePlainCache(TinyModel tiny) {
        TokenIds ids = TinyLlama.tokens(tiny.config(), 30, 5);
        TokenSpan rows = new TokenSpan(20, 30);
        Capture logits = new HookPoint.Logits(rows);
        Capture next = new Reduction.NextToken(rows);
        ForwardRequest rest = ForwardRequest.of(ids.slice(20, 30), CapturePlan.of(logits, next));
        try (InstrumentedModel model = open(tiny.weights());
                KvPrefill prefill = KvPrefill.run(model, ids.slice(0, 20));
                KvCache plain = prefill.uncompressed();
                KvCache full = prefill.compressed(KvPolicy.full(tiny.config()))) {
            ActivationTrace expected = model.extend(plain, rest);
            ActivationTrace actual = model.extend(full, rest);
            assertThat(actual.get(logits).toArray())
                    .isEqualTo(expected.get(logits).toArray());
            assertThat(actual.get(next).toArray()).isEqualTo(expected.get(next).toArray());
        }
    }
}
