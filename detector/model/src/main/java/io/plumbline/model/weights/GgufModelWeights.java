package io.plumbline.model.weights;

import io.plumbline.model.ModelConfig;
import io.plumbline.model.ModelWeights;
import io.plumbline.model.WeightSlot;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * The weights of a GGUF file of architecture {@code llama} (Llama, Mistral, SmolLM2) or {@code qwen2}. All tensors are
 * checked for presence and shape on opening; a tensor that the forward pass would not use is refused by name.
 *
 * <p>Rotary layout: llama.cpp's converter stores {@code llama} interleaved already and {@code qwen2} half-split, so the
 * latter is permuted on reading, biases included.
 */
public final class GgufModelWeights implements ModelWeights {
    /** Tables a file may carry that are either handled elsewhere or recomputed by every implementation. */
    private static final Set<String> BESIDE_SLOTS = Set.of(GgufConfigReader.ROPE_FACTORS);

    private final GgufFile file;
    private final ModelConfig config;

    private GgufModelWeights(GgufFile file, ModelConfig config) {
        this.file = file;
        this.config = config;
    }

    /**
     * Opens and checks a model.
     *
     * @throws io.plumbline.model.PlumblineException MODEL_NOT_REACHABLE, MODEL_FILE_CORRUPT or UNSUPPORTED_MODEL,
     *     naming file and field
     */
    public static GgufModelWeights open(Path path) {
        GgufFile file = GgufFile.open(path);
        try {
            GgufModelWeights weights = new GgufModelWeights(file, GgufConfigReader.read(file));
            weights.checkTensors();
            return weights;
        } catch (RuntimeException e) {
            file.close();
            throw e;
        }
    }

    @Override
    public ModelConfig config() {
        return config;
    }

    /** Metadata of the same file: the tokenizer is built from them. */
    public GgufMetadata metadata() {
        return file.metadata();
    }

    @Override
    public float[] read(WeightSlot slot, int layer) {
        float[] values = file.read(find(name(slot, SlotShapes.checkedLayer(config, slot, layer))));
        if (config.architecture().equals("qwen2") && SlotShapes.rotary(slot)) {
            return TensorLayout.interleave(values, config.headWidth(), SlotShapes.columns(config, slot));
        }
        return values;
    }

    private void checkTensors() {
        Set<String> unused = new HashSet<>(file.tensors().keySet());
        unused.removeAll(BESIDE_SLOTS);
        for (WeightSlot slot : WeightSlot.values()) {
            if (SlotShapes.present(config, slot)) {
                for (int layer = 0; layer < (slot.perLayer() ? config.layers() : 1); layer++) {
                    String name = name(slot, layer);
                    TensorLayout.requireShape(file.path(), find(name), SlotShapes.shape(config, slot));
                    unused.remove(name);
                }
            }
        }
        Optional<String> unknown = unused.stream().sorted().findFirst();
        if (unknown.isPresent()) {
            throw ModelFileErrors.unsupported(
                    file.path(), unknown.get(), "a tensor that " + config.architecture() + " does not use here");
        }
    }

    private TensorInfo find(String name) {
        return file.tensor(name).orElseThrow(() -> ModelFileErrors.corrupt(file.path(), name, "missing"));
    }

    private String name(WeightSlot slot, int layer) {
        String block = "blk." + layer + ".";
        return switch (slot) {
            case TOKEN_EMBEDDING -> "token_embd.weight";
            case UNEMBEDDING -> config.tiedEmbeddings() ? "token_embd.weight" : "output.weight";
            case FINAL_NORM -> "output_norm.weight";
            case ATTENTION_NORM -> block + "attn_norm.weight";
            case QUERY -> block + "attn_q.weight";
            case KEY -> block + "attn_k.weight";
            case VALUE -> block + "attn_v.weight";
            case QUERY_BIAS -> block + "attn_q.bias";
            case KEY_BIAS -> block + "attn_k.bias";
            case VALUE_BIAS -> block + "attn_v.bias";
            case ATTENTION_OUTPUT -> block + "attn_output.weight";
            case FFN_NORM -> block + "ffn_norm.weight";
            case FFN_GATE -> block + "ffn_gate.weight";
            case FFN_UP -> block + "ffn_up.weight";
            case FFN_DOWN -> block + "ffn_down.weight";
        };
    }

    @Override
    public void close() {
        file.close();
    }
}
