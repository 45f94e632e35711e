package io.plumbline.model.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.plumbline.model.ErrorCode;
import io.plumbline.model.ModelWeights;
import io.plumbline.model.PlumblineException;
import io.plumbline.model.RopeScaling;
import io.plumbline.model.WeightSlot;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SafetensorsModelWeightsTest {
    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    Path directory;

    @ParameterizedTest
    @CsvSource({"llama,true", "mistral,false", "qwen2,true", "qwen2,false"})
    void shouldReadASingleFile(String architecture, boolean tied) throws IOException {
        TinyModel model = new TinyModel(architecture, tied, 11);
        config(model.json());
        Files.write(directory.resolve("model.safetensors"), SafetensorsBytes.of(model.safetensors()));
        holds(model);
    }

    @Test
    void shouldReadShards() throws IOException {
        TinyModel model = new TinyModel("llama", false, 12);
        config(model.json());
        shards(model);
        holds(model);
    }

    @Test
    void shouldReadWhatPythonWrote() throws IOException {
        Path file = directory.resolve("written.safetensors");
        try (InputStream in = Objects.requireNonNull(
                SafetensorsModelWeightsTest.class.getResourceAsStream("/weights/written.safetensors"))) {
            Files.write(file, in.readAllBytes());
        }
        try (SafetensorsFile written = SafetensorsFile.open(file)) {
            assertThat(written.tensors()).containsOnlyKeys("f32", "f16", "bf16");
            assertThat(values(written, "f32")).containsExactly(0, 1, 2, 3, 4, 5);
            assertThat(values(written, "f16")).containsExactly(0, 0.125f, 0.25f, 0.375f);
            assertThat(values(written, "bf16")).containsExactly(-0.0f, -0.5f, -1, -1.5f);
        }
    }

    @Test
    void shouldKeepShardNamesInsideTheDirectory() throws IOException {
        TinyModel model = new TinyModel("llama", false, 12);
        config(model.json());
        for (String name : new String[] {"../model.safetensors", "/etc/passwd", "a/b", "..", "c:\\\\x"}) {
            Files.writeString(
                    directory.resolve("model.safetensors.index.json"), "{\"weight_map\":{\"a\":\"" + name + "\"}}");
            refused(ErrorCode.MODEL_FILE_CORRUPT, "weight_map.a");
        }
    }

    @Test
    void shouldNameTensorsThatAreMissingOrDoubled() throws IOException {
        TinyModel model = new TinyModel("llama", false, 12);
        config(model.json());
        Map<String, GgufBytes.Tensor> first = shards(model);
        first.remove("model.norm.weight");
        Files.write(directory.resolve("shard-0.safetensors"), SafetensorsBytes.of(first));
        refused(ErrorCode.MODEL_FILE_CORRUPT, "model.norm.weight: missing");
        Files.write(directory.resolve("shard-0.safetensors"), SafetensorsBytes.of(model.safetensors()));
        refused(ErrorCode.MODEL_FILE_CORRUPT, "another shard holds it");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "llama | partial_rotary_factor | 0.5",
                "llama | attention_bias | true",
                "llama | mlp_bias | true",
                "llama | hidden_act | \"gelu\"",
                "llama | quantization_config | {\"bits\":4}",
                "llama | rope_scaling | {\"type\":\"yarn\",\"factor\":2}",
                "llama | rope_scaling | {\"rope_type\":\"dynamic\",\"factor\":2}",
                "llama | rope_scaling | {\"rope_type\":\"longrope\",\"factor\":2}",
                "llama | model_type | \"gemma\"",
                "llama | auto_map | {\"AutoModel\":\"x\"}",
                "mistral | sliding_window | 32",
                "qwen2 | use_sliding_window | true",
                "qwen2 | layer_types | [\"full_attention\",\"sliding_attention\"]",
            })
    void shouldRefuseByNameWhatIsNotBuilt(String architecture, String field, String value) throws IOException {
        Map<String, Object> json = new TinyModel(architecture, true, 5).json();
        json.put(field, new JsonMapper().readTree(value));
        config(json);
        refused(ErrorCode.UNSUPPORTED_MODEL, field);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "hidden_size | \"wide\"",
                "hidden_size | 0",
                "num_hidden_layers | 1e99",
                "num_attention_heads | 0",
                "num_key_value_heads | 3",
                "head_dim | 2000000000",
                "rms_norm_eps | -1",
                "vocab_size | 99999999999",
                "rope_scaling | [1]",
                "rope_scaling | {\"type\":\"linear\"}",
                "rope_scaling | {\"type\":\"linear\",\"rope_type\":\"llama3\"}",
            })
    void shouldCallCorruptWhatContradictsItself(String field, String value) throws IOException {
        Map<String, Object> json = new TinyModel("llama", true, 5).json();
        json.put(field, new JsonMapper().readTree(value));
        config(json);
        refused(ErrorCode.MODEL_FILE_CORRUPT, "config.json");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "rope_scaling | {\"type\":\"linear\",\"factor\":4.0} | 4",
                "rope_scaling | {\"rope_type\":\"linear\",\"type\":\"linear\",\"factor\":4} | 4",
                "rope_parameters | {\"rope_type\":\"linear\",\"rope_theta\":10000,\"factor\":4} | 4",
                "rope_scaling | {\"rope_type\":\"default\"} | 0",
                "rope_scaling | null | 0",
            })
    void shouldReadLinearScalingInEverySpelling(String field, String value, float factor) throws IOException {
        Map<String, Object> json = new TinyModel("llama", true, 5).json();
        json.put(field, new JsonMapper().readTree(value));
        config(json);
        assertThat(HuggingFaceConfig.read(directory.resolve("config.json")).ropeScaling())
                .isEqualTo(factor == 0 ? new RopeScaling.None() : new RopeScaling.Linear(factor));
    }

    @Test
    void shouldReadLlama3Scaling() throws IOException {
        Map<String, Object> json = new TinyModel("llama", true, 5).json();
        json.put(
                "rope_scaling",
                Map.of(
                        "rope_type",
                        "llama3",
                        "factor",
                        32.0,
                        "low_freq_factor",
                        1.0,
                        "high_freq_factor",
                        4.0,
                        "original_max_position_embeddings",
                        8192));
        config(json);
        assertThat(HuggingFaceConfig.read(directory.resolve("config.json")).ropeScaling())
                .isEqualTo(new RopeScaling.Llama3(32, 1, 4, 8192));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,9]}} | a data_offsets",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[4],\"data_offsets\":[0,16]}} | a data_offsets",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[8,0]}} | a data_offsets",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[-8,0]}} | a data_offsets",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[-2],\"data_offsets\":[0,8]}} | a shape",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2147483647,2147483647],\"data_offsets\":[0,8]}} | a shape",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[99999999999999999999],\"data_offsets\":[0,8]}} | header",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[[2]],\"data_offsets\":[0,8]}} | a shape",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2]}} | a: dtype, shape or data_offsets",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},"
                        + "\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[2,6]}} | overlaps a",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},"
                        + "\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}} | header",
                "{\"a\":7} | a",
                "[1] | header",
                "{\"a\" | header",
            })
    void shouldRefuseHostileHeaders(String header, String field) throws IOException {
        Path file =
                Files.write(directory.resolve("bad.safetensors"), SafetensorsBytes.withHeader(header, new byte[12]));
        assertThatThrownBy(() -> SafetensorsFile.open(file).close())
                .isInstanceOfSatisfying(
                        PlumblineException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.MODEL_FILE_CORRUPT))
                .hasMessageContaining("bad.safetensors")
                .hasMessageContaining(field);
    }

    private static float[] values(SafetensorsFile file, String name) {
        return file.read(Objects.requireNonNull(file.tensors().get(name)));
    }

    private void holds(TinyModel model) {
        try (ModelWeights weights = ModelFiles.open(directory)) {
            assertThat(weights.config()).isEqualTo(model.config);
            for (WeightSlot slot : WeightSlot.values()) {
                for (int layer = 0; SlotShapes.present(model.config, slot) && layer < TinyModel.layers(slot); layer++) {
                    assertThat(weights.read(slot, layer))
                            .as("%s %d", slot, layer)
                            .containsExactly(model.expected(slot, layer));
                }
            }
        }
    }

    private Map<String, GgufBytes.Tensor> shards(TinyModel model) throws IOException {
        Map<String, String> map = new LinkedHashMap<>();
        Map<String, GgufBytes.Tensor> first = new LinkedHashMap<>();
        Map<String, GgufBytes.Tensor> second = new LinkedHashMap<>();
        model.safetensors().forEach((name, tensor) -> {
            boolean later = name.startsWith("model.layers.1");
            (later ? second : first).put(name, tensor);
            map.put(name, later ? "shard-1.safetensors" : "shard-0.safetensors");
        });
        Files.write(directory.resolve("shard-0.safetensors"), SafetensorsBytes.of(first));
        Files.write(directory.resolve("shard-1.safetensors"), SafetensorsBytes.of(second));
        Files.writeString(
                directory.resolve("model.safetensors.index.json"),
                SafetensorsBytes.json(Map.of("metadata", Map.of("total_size", 1), "weight_map", map)));
        return first;
    }

    private void config(Map<String, Object> json) throws IOException {
        Files.writeString(directory.resolve("config.json"), SafetensorsBytes.json(json));
    }

    private void refused(ErrorCode code, String field) {
        assertThatThrownBy(() -> ModelFiles.open(directory).close())
                .isInstanceOfSatisfying(
                        PlumblineException.class, e -> assertThat(e.code()).isEqualTo(code))
                .hasMessageContaining(field);
    }
}
