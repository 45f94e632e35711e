package io.plumbline.model.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.model.ActivationTrace;
import io.plumbline.model.Capture;
import io.plumbline.model.CapturePlan;
import io.plumbline.model.DivergenceMode;
import io.plumbline.model.FloatMatrix;
import io.plumbline.model.ForwardRequest;
import io.plumbline.model.HeadId;
import io.plumbline.model.HookPoint;
import io.plumbline.model.Reduction;
import io.plumbline.model.ResidualSite;
import io.plumbline.model.TokenIds;
import io.plumbline.model.TokenSpan;
import io.plumbline.model.reference.ReferenceModel;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The oracle against facts that hold without it. */
class ReferenceModelTest {
    private static final TokenSpan ROWS = new TokenSpan(0, 12);

    @ParameterizedTest
    @EnumSource(TinyModel.class)
    void patternIsADistributionOverVisibleKeys(TinyModel tiny) {
        HookPoint pattern = new HookPoint.AttentionPattern(new HeadId(1, 2), ROWS);
        FloatMatrix values = run(tiny, pattern).get(pattern);
        for (int r = 0; r < values.rows(); r++) {
            double total = 0;
            for (int key = 0; key < values.columns(); key++) {
                total += values.at(r, key);
                if (key > r) {
                    assertThat(values.at(r, key)).isZero();
                }
            }
            assertThat(total).isBetween(1 - 1e-6, 1 + 1e-6);
        }
    }

    @ParameterizedTest
    @EnumSource(TinyModel.class)
    void residualStreamIsTheSumOfItsAdditions(TinyModel tiny) {
        HookPoint mid = new HookPoint.Residual(0, ResidualSite.MID, ROWS);
        HookPoint ffn = new HookPoint.FfnOutput(0, ROWS);
        HookPoint post = new HookPoint.Residual(0, ResidualSite.POST, ROWS);
        HookPoint next = new HookPoint.Residual(1, ResidualSite.PRE, ROWS);
        ActivationTrace trace = run(tiny, mid, ffn, post, next);
        assertThat(trace.get(post)).isEqualTo(trace.get(next));
        for (int c = 0; c < tiny.config().width(); c++) {
            assertThat((double) trace.get(mid).at(5, c) + trace.get(ffn).at(5, c))
                    .isCloseTo(trace.get(post).at(5, c), Offset.offset(1e-5));
        }
    }

    @Test
    void divergenceOfTheFirstLayerIsBounded() {
        Reduction strict = new Reduction.LensDivergence(0, DivergenceMode.JENSEN_SHANNON, ROWS);
        FloatMatrix values = run(TinyModel.UNTIED, strict).get(strict);
        for (float value : values.toArray()) {
            assertThat(value).isBetween(0f, (float) Math.log(2));
        }
    }

    @Test
    void aClosedModelSaysSo() {
        ReferenceModel model = ReferenceModel.inDouble(TinyModel.UNTIED.weights());
        model.close();
        assertThatThrownBy(() -> model.forward(ForwardRequest.of(TokenIds.of(1), CapturePlan.NONE)))
                .isInstanceOf(IllegalStateException.class);
    }

    private static ActivationTrace run(TinyModel tiny, Capture... captures) {
        try (ReferenceModel model = ReferenceModel.inDouble(tiny.weights())) {
            TokenIds ids = TinyLlama.tokens(model.config(), ROWS.end(), 1);
            return model.forward(ForwardRequest.of(ids, CapturePlan.of(captures)));
        }
    }
}
