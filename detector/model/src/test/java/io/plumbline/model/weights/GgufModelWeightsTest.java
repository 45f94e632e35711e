package io.plumbline.model.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.offset;

import io.plumbline.model.ErrorCode;
import io.plumbline.model.PlumblineException;
import io.plumbline.model.RopeScaling;
import io.plumbline.model.WeightSlot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GgufModelWeightsTest {
    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    Path directory;

    @ParameterizedTest
    @CsvSource({"llama,true", "llama,false", "qwen2,true", "qwen2,false"})
    void shouldReadConfigurationAndWeights(String architecture, boolean tied) throws IOException {
        TinyModel model = new TinyModel(architecture, tied, 7);
        try (GgufModelWeights weights = GgufModelWeights.open(write(model.gguf()))) {
            assertThat(weights.config()).isEqualTo(model.config);
            assertThat(weights.metadata().requireStrings("tokenizer.ggml.tokens"))
                    .containsExactly("a", "b", "<|end|>");
            for (WeightSlot slot : WeightSlot.values()) {
                for (int layer = 0; SlotShapes.present(model.config, slot) && layer < TinyModel.layers(slot); layer++) {
                    assertThat(weights.read(slot, layer))
                            .as("%s %d", slot, layer)
                            .containsExactly(model.expected(slot, layer));
                }
            }
        }
    }

    @Test
    void shouldRefuseSlotsAndLayersThatAreNotThere() throws IOException {
        try (GgufModelWeights weights = GgufModelWeights.open(write(new TinyModel("llama", true, 1).gguf()))) {
            assertThatThrownBy(() -> weights.read(WeightSlot.KEY, 2)).isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> weights.read(WeightSlot.KEY_BIAS, 0)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "llama.rope.scaling.type,yarn",
        "llama.attention.sliding_window,32",
        "llama.rope.dimension_count,4",
        "llama.attention.value_length,4",
        "llama.expert_count,8",
        "llama.rope.scaling.attn_factor,2.5",
        "llama.logit_scale,2.5",
        "split.count,3",
        "general.architecture,gemma",
    })
    void shouldRefuseByNameWhatIsNotBuilt(String key, String value) {
        PlumblineException refused = refused(file -> file.metadata.put(key, typed(value)));
        assertThat(refused.code()).isEqualTo(ErrorCode.UNSUPPORTED_MODEL);
        assertThat(refused).hasMessageContaining(key).hasMessageContaining("model.gguf");
    }

    @ParameterizedTest
    @CsvSource({
        "llama.block_count,many",
        "llama.block_count,-1",
        "llama.block_count,3",
        "llama.attention.head_count,0",
        "llama.attention.head_count,3",
        "llama.attention.key_length,2000000000",
        "llama.embedding_length,16",
        "llama.vocab_size,17",
        "llama.rope.freq_base,0.5",
        "llama.attention.layer_norm_rms_epsilon,nan",
        "general.alignment,24",
        "llama.rope.scaling.factor,-2.0",
    })
    void shouldCallCorruptWhatContradictsItself(String key, String value) {
        PlumblineException refused = refused(file -> file.metadata.put(key, typed(value)));
        assertThat(refused.code()).isEqualTo(ErrorCode.MODEL_FILE_CORRUPT);
        assertThat(refused).hasMessageContaining("model.gguf");
    }

    @Test
    void shouldNameMissingMisshapenAndUnusedTensors() {
        assertThat(refused(file -> file.tensors.remove("blk.1.ffn_up.weight")))
                .hasMessageContaining("blk.1.ffn_up.weight: missing");
        GgufBytes.Tensor wrong = new GgufBytes.Tensor(List.of(7), new float[7]);
        assertThat(refused(file -> file.tensors.put("output_norm.weight", wrong)))
                .hasMessageContaining("output_norm.weight shape");
        PlumblineException unused = refused(file -> file.tensors.put("blk.0.attn_q_norm.weight", wrong));
        assertThat(unused.code()).isEqualTo(ErrorCode.UNSUPPORTED_MODEL);
        assertThat(unused).hasMessageContaining("blk.0.attn_q_norm.weight");
    }

    @Test
    void shouldRefuseValuesThatAreNotFinite() throws IOException {
        GgufBytes file = new TinyModel("llama", true, 3).gguf();
        float[] poisoned = new float[8];
        poisoned[5] = Float.NaN;
        file.tensors.put("output_norm.weight", new GgufBytes.Tensor(List.of(8), poisoned));
        try (GgufModelWeights weights = GgufModelWeights.open(write(file))) {
            assertThatThrownBy(() -> weights.read(WeightSlot.FINAL_NORM, 0))
                    .hasMessageContaining("output_norm.weight: value 5 is NaN");
        }
    }

    @Test
    void shouldReadLinearScaling() throws IOException {
        GgufBytes file = new TinyModel("llama", true, 3).gguf();
        file.metadata.put("llama.rope.scaling.type", "linear");
        file.metadata.put("llama.rope.scaling.factor", 4f);
        try (GgufModelWeights weights = GgufModelWeights.open(write(file))) {
            assertThat(weights.config().ropeScaling()).isEqualTo(new RopeScaling.Linear(4));
        }
    }

    @Test
    void shouldFindLlama3ScalingAgainInItsTable() throws IOException {
        GgufBytes file = new TinyModel("llama", true, 3).gguf();
        file.metadata.put("llama.rope.freq_base", 500_000f);
        // converter's table for base 500,000, head width 6, factor 8: wavelengths 6.28, 499, 39,582
        file.tensors.put("rope_freqs.weight", new GgufBytes.Tensor(List.of(3), new float[] {1, 1, 8}));
        try (GgufModelWeights weights = GgufModelWeights.open(write(file))) {
            assertThat(weights.config().ropeScaling()).isEqualTo(new RopeScaling.Llama3(8, 1, 4, 8192));
        }
        file.tensors.put("rope_freqs.weight", new GgufBytes.Tensor(List.of(3), new float[] {1, 2, 8}));
        assertThatThrownBy(() -> GgufModelWeights.open(write(file)))
                .hasMessageContaining("rope_freqs.weight: divisor 1 is 2.0");
    }

    /**
     * Half of llama3's table at head width 128 and base 500,000, as transformers 4.57's formula gives it for
     * factor 8.
     */
    @Test
    void shouldSmoothTheMiddleBandAsLlama3Does() {
        assertThat(GgufConfigReader.llama3Divisor(28, 128, 500_000f, 8)).isEqualTo(1.0);
        assertThat(GgufConfigReader.llama3Divisor(36, 128, 500_000f, 8)).isEqualTo(8.0);
        // i = 32: wavelength 2 pi sqrt(500000) = 4442.88, 1.84385 periods, smooth 0.281283
        assertThat(GgufConfigReader.llama3Divisor(32, 128, 500_000f, 8)).isCloseTo(2.6945297, offset(1e-5));
    }

    private PlumblineException refused(Consumer<GgufBytes> change) {
        GgufBytes file = new TinyModel("llama", true, 3).gguf();
        change.accept(file);
        return catchThrowableOfType(PlumblineException.class, () -> GgufModelWeights.open(write(file))
                .close());
    }

    private static Object typed(String value) {
        if (value.equals("nan")) {
            return Float.NaN;
        } else if (value.matches("-?\\d+")) {
            return Integer.valueOf(value);
        }
        return value.matches("-?\\d+\\.\\d+") ? Float.valueOf(value) : value;
    }

    private Path write(GgufBytes file) throws IOException {
        return Files.write(directory.resolve("model.gguf"), file.bytes());
    }
}
