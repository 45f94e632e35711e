package io.plumbline.model.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.model.ActivationTrace;
import io.plumbline.model.Capture;
import io.plumbline.model.CapturePlan;
import io.plumbline.model.FloatMatrix;
import io.plumbline.model.ForwardRequest;
import io.plumbline.model.HeadId;
import io.plumbline.model.HookPoint;
import io.plumbline.model.InstrumentedModel;
import io.plumbline.model.ModelConfig;
import io.plumbline.model.ResidualSite;
import io.plumbline.model.TokenSpan;
import io.plumbline.model.reference.ReferenceModel;
import io.plumbline.model.weights.SafetensorsModelWeights;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The reference, through the safetensors reader, against transformers 4.57.1 on the same files. Largest differences
 * measured on 2026-11-23: in double 9.1e-6 (logits up to 31, compared as floats; transformers' rotary angles stay
 * float32), in float 2.5e-5.
 */
class HuggingFaceParityTest {
    private final Path folder;

    HuggingFaceParityTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @ParameterizedTest
    @EnumSource(TinyFixture.class)
    void doubleEqualsTransformersInFloat64(TinyFixture fixture) {
        compare(fixture, true, new Tolerances(2e-5, 0));
    }

    @ParameterizedTest
    @EnumSource(TinyFixture.class)
    void floatEqualsTransformersInFloat32(TinyFixture fixture) {
        compare(fixture, false, new Tolerances(1e-4, 0));
    }

    private void compare(TinyFixture fixture, boolean inDouble, Tolerances tolerances) {
        TinyFixture.Expected expected = fixture.expected();
        try (SafetensorsModelWeights weights = SafetensorsModelWeights.open(fixture.copyTo(folder));
                InstrumentedModel model =
                        inDouble ? ReferenceModel.inDouble(weights) : ReferenceModel.inFloat(weights)) {
            Map<Capture, FloatMatrix> values = values(expected, model.config(), inDouble);
            CapturePlan plan = CapturePlan.of(values.keySet());
            ActivationTrace trace = model.forward(ForwardRequest.of(expected.ids(), plan));
            assertThat(values)
                    .hasSize(2 + model.config().layers() * (1 + model.config().heads()));
            values.forEach((capture, value) -> tolerances.assertClose(capture.toString(), trace.get(capture), value));
        }
    }

    private static Map<Capture, FloatMatrix> values(
            TinyFixture.Expected expected, ModelConfig config, boolean inDouble) {
        TokenSpan rows = new TokenSpan(0, expected.ids().size());
        Map<Capture, FloatMatrix> values = new LinkedHashMap<>();
        values.put(new HookPoint.Logits(rows), expected.logits(inDouble));
        values.put(new HookPoint.FinalNorm(rows), expected.hidden(config.layers(), inDouble));
        for (int layer = 0; layer < config.layers(); layer++) {
            values.put(new HookPoint.Residual(layer, ResidualSite.PRE, rows), expected.hidden(layer, inDouble));
            for (int head = 0; head < config.heads(); head++) {
                values.put(
                        new HookPoint.AttentionPattern(new HeadId(layer, head), rows),
                        expected.attention(layer, head, inDouble));
            }
        }
        return values;
    }
}
