package io.plumbline.model.weights;

import io.plumbline.model.ModelConfig;
import io.plumbline.model.RopeScaling;
import io.plumbline.model.WeightSlot;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** A seeded random model of a few hundred weights, written in either format. */
final class TinyModel {
    static final int LAYERS = 2;

    final ModelConfig config;
    /** Interleaved, as {@code ModelWeights} promises, by slot and layer. */
    private final Map<String, float[]> weights = new LinkedHashMap<>();

    TinyModel(String architecture, boolean tied, long seed) {
        boolean bias = architecture.equals("qwen2");
        config = new ModelConfig(
                architecture, LAYERS, 8, 2, 1, 6, 10, 16, 64, 1e-5f, 10_000f, new RopeScaling.None(), bias, tied);
        Random random = new Random(seed);
        for (WeightSlot slot : WeightSlot.values()) {
            for (int layer = 0; SlotShapes.present(config, slot) && layer < layers(slot); layer++) {
                int size = Arrays.stream(SlotShapes.shape(config, slot)).reduce(1, (a, b) -> a * b);
                float[] values = new float[size];
                for (int i = 0; i < size; i++) {
                    values[i] = (float) random.nextGaussian();
                }
                weights.put(slot + "." + layer, values);
            }
        }
    }

    static int layers(WeightSlot slot) {
        return slot.perLayer() ? LAYERS : 1;
    }

    float[] expected(WeightSlot slot, int layer) {
        WeightSlot stored =
                slot == WeightSlot.UNEMBEDDING && config.tiedEmbeddings() ? WeightSlot.TOKEN_EMBEDDING : slot;
        return weights.getOrDefault(stored + "." + layer, new float[0]);
    }

    GgufBytes gguf() {
        GgufBytes file = new GgufBytes();
        String a = config.architecture();
        file.metadata.put("general.architecture", a);
        file.metadata.put(a + ".block_count", config.layers());
        file.metadata.put(a + ".context_length", config.contextLength());
        file.metadata.put(a + ".embedding_length", config.width());
        file.metadata.put(a + ".feed_forward_length", config.ffnWidth());
        file.metadata.put(a + ".attention.head_count", config.heads());
        file.metadata.put(a + ".attention.head_count_kv", config.kvHeads());
        file.metadata.put(a + ".attention.key_length", config.headWidth());
        file.metadata.put(a + ".attention.value_length", config.headWidth());
        file.metadata.put(a + ".attention.layer_norm_rms_epsilon", config.rmsEpsilon());
        file.metadata.put(a + ".rope.freq_base", config.ropeBase());
        file.metadata.put(a + ".rope.dimension_count", config.headWidth());
        file.metadata.put("tokenizer.ggml.tokens", List.of("a", "b", "<|end|>"));
        file.tensors.putAll(tensors(GGUF_NAMES, "blk.%d.", a.equals("qwen2")));
        return file;
    }

    Map<String, GgufBytes.Tensor> safetensors() {
        return tensors(HF_NAMES, "model.layers.%d.", true);
    }

    Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("model_type", config.architecture());
        json.put("hidden_size", config.width());
        json.put("num_hidden_layers", config.layers());
        json.put("num_attention_heads", config.heads());
        json.put("num_key_value_heads", config.kvHeads());
        json.put("head_dim", config.headWidth());
        json.put("intermediate_size", config.ffnWidth());
        json.put("vocab_size", config.vocabulary());
        json.put("max_position_embeddings", config.contextLength());
        json.put("rms_norm_eps", 1e-5);
        json.put("rope_theta", 10_000);
        json.put("hidden_act", "silu");
        json.put("tie_word_embeddings", config.tiedEmbeddings());
        return json;
    }

    private static final List<String> GGUF_NAMES = List.of(
            "token_embd.weight",
            "output.weight",
            "output_norm.weight",
            "attn_norm.weight",
            "attn_q.weight",
            "attn_k.weight",
            "attn_v.weight",
            "attn_q.bias",
            "attn_k.bias",
            "attn_v.bias",
            "attn_output.weight",
            "ffn_norm.weight",
            "ffn_gate.weight",
            "ffn_up.weight",
            "ffn_down.weight");
    private static final List<String> HF_NAMES = List.of(
            "model.embed_tokens.weight",
            "lm_head.weight",
            "model.norm.weight",
            "input_layernorm.weight",
            "self_attn.q_proj.weight",
            "self_attn.k_proj.weight",
            "self_attn.v_proj.weight",
            "self_attn.q_proj.bias",
            "self_attn.k_proj.bias",
            "self_attn.v_proj.bias",
            "self_attn.o_proj.weight",
            "post_attention_layernorm.weight",
            "mlp.gate_proj.weight",
            "mlp.up_proj.weight",
            "mlp.down_proj.weight");

    private Map<String, GgufBytes.Tensor> tensors(List<String> names, String block, boolean halfSplit) {
        Map<String, GgufBytes.Tensor> tensors = new LinkedHashMap<>();
        Iterator<String> inSlotOrder = names.iterator();
        for (WeightSlot slot : WeightSlot.values()) {
            String nextName = inSlotOrder.next();
            boolean stored = !(slot == WeightSlot.UNEMBEDDING && config.tiedEmbeddings());
            for (int layer = 0; stored && SlotShapes.present(config, slot) && layer < layers(slot); layer++) {
                String name = (slot.perLayer() ? String.format(block, layer) : "") + nextName;
                float[] values = expected(slot, layer);
                int columns = SlotShapes.columns(config, slot);
                tensors.put(
                        name,
                        new GgufBytes.Tensor(
                                Arrays.stream(SlotShapes.shape(config, slot))
                                        .boxed()
                                        .toList(),
                                halfSplit && SlotShapes.rotary(slot) ? halfSplit(values, columns) : values));
            }
        }
        return tensors;
    }

    /** Interleaved pairs to half-split: row 2i of a head to i, row 2i + 1 to i + half. */
    private float[] halfSplit(float[] values, int columns) {
        int width = config.headWidth();
        float[] split = new float[values.length];
        for (int row = 0; row < values.length / columns; row++) {
            int inHead = row % width;
            int to = row - inHead + inHead / 2 + (inHead % 2) * (width / 2);
            System.arraycopy(values, row * columns, split, to * columns, columns);
        }
        return split;
    }
}
