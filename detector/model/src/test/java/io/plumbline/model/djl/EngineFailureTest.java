package io.plumbline.model.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import io.plumbline.model.ErrorCode;
import io.plumbline.model.PlumblineException;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;

/** What libtorch refuses comes back as a typed error, and the thread goes on. */
class EngineFailureTest {
    @Test
    void shouldTurnFailuresOfTheEngineIntoTypedErrors() {
        assertThat(Engines.load(Engines.Target.parse("cpu"))).startsWith("pytorch-");
        try (InferenceThread thread = new InferenceThread(1)) {
            assertFails(thread, ErrorCode.ENGINE_FAILURE, (script, manager) -> {
                PtNDArray wrong = TorchScript.upload(manager, new Shape(3), new float[3]);
                return script.call("export")
                        .tensor(wrong)
                        .integer(0)
                        .integer(9)
                        .integer(0)
                        .integer(1)
                        .floats(manager);
            });
            assertFails(thread, ErrorCode.OUT_OF_MEMORY, (script, manager) -> {
                PtNDArray like = TorchScript.upload(manager, new Shape(1), new float[1]);
                return script.call("empty").tensor(like).integers(1L << 50).floats(manager);
            });
            assertThat(thread.call(() -> "still there")).isEqualTo("still there");
        }
    }

    private static void assertFails(
            InferenceThread thread, ErrorCode code, BiFunction<TorchScript, PtNDManager, float[]> call) {
        assertThatThrownBy(() -> thread.call(() -> {
                    try (PtNDManager manager = (PtNDManager)
                            NDManager.newBaseManager(Engines.Target.parse("cpu").device(), "PyTorch")) {
                        return call.apply(TorchScript.load(manager), manager);
                    }
                }))
                .isInstanceOfSatisfying(
                        PlumblineException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    @Test
    void shouldRefuseAnUnconfiguredThread() {
        assertThat(Engines.load(Engines.Target.parse("cpu"))).isNotBlank();
        try (PtNDManager manager = (PtNDManager) NDManager.newBaseManager("PyTorch")) {
            assertThatThrownBy(() -> TorchScript.load(manager)).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void shouldRefuseADeviceThatIsNotThere() {
        assertThatThrownBy(() -> Engines.Target.parse("gpu")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Engines.load(Engines.Target.parse("cuda:99")))
                .isInstanceOf(PlumblineException.class)
                .hasMessageContaining("cuda:99");
    }
}
