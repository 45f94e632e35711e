package io.plumbline.model.weights;

import com.fasterxml.jackson.databind.JsonNode;
import io.plumbline.model.ModelConfig;
import io.plumbline.model.ModelWeights;
import io.plumbline.model.WeightSlot;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The weights of a Hugging Face model directory: {@code config.json} with {@code model.safetensors}, or with {@code
 * model.safetensors.index.json} and its shards. All tensors are checked for presence and shape on opening; a tensor
 * that the forward pass would not use is refused by name. Query and key rows are permuted from Hugging Face's
 * half-split rotary layout to interleaved pairs.
 */
public final class SafetensorsModelWeights implements ModelWeights {
    static final String CONFIG = "config.json";
    static final String SINGLE = "model.safetensors";
    static final String INDEX = "model.safetensors.index.json";
    /** A 405B model has 191. */
    static final int MAX_SHARDS = 1000;

    private final Path directory;
    private final ModelConfig config;
    private final List<SafetensorsFile> files = new ArrayList<>();
    private final Map<String, SafetensorsFile> owners = new HashMap<>();

    private SafetensorsModelWeights(Path directory, ModelConfig config) {
        this.directory = directory;
        this.config = config;
    }

    /**
     * Opens and checks a model directory.
     *
     * @throws io.plumbline.model.PlumblineException MODEL_NOT_REACHABLE, MODEL_FILE_CORRUPT or UNSUPPORTED_MODEL,
     *     naming file and field
     */
    public static SafetensorsModelWeights open(Path directory) {
        SafetensorsModelWeights weights =
                new SafetensorsModelWeights(directory, HuggingFaceConfig.read(directory.resolve(CONFIG)));
        try {
            if (Files.exists(directory.resolve(INDEX))) {
                weights.addShards(directory.resolve(INDEX));
            } else {
                weights.add(directory.resolve(SINGLE));
            }
            weights.checkTensors();
            return weights;
        } catch (RuntimeException e) {
            weights.close();
            throw e;
        }
    }

    /** The weight files of a model directory by name, without opening them. */
    static List<String> weightFiles(Path directory) {
        return Files.exists(directory.resolve(INDEX))
                ? List.copyOf(shards(JsonFields.read(directory.resolve(INDEX))).keySet())
                : List.of(SINGLE);
    }

    @Override
    public ModelConfig config() {
        return config;
    }

    @Override
    public float[] read(WeightSlot slot, int layer) {
        String name = name(slot, SlotShapes.checkedLayer(config, slot, layer));
        SafetensorsFile owner = owner(name);
        float[] values = owner.read(tensor(owner, name));
        return SlotShapes.rotary(slot)
                ? TensorLayout.interleave(values, config.headWidth(), SlotShapes.columns(config, slot))
                : values;
    }

    /** The tensors that an index puts into each shard. A shard is a plain file name: no path leaves the directory. */
    private static Map<String, List<String>> shards(JsonFields index) {
        JsonFields map = index.requireObject("weight_map");
        Map<String, List<String>> shards = new TreeMap<>();
        for (Iterator<String> names = map.names(); names.hasNext(); ) {
            String tensor = names.next();
            String shard = map.get(tensor).map(JsonNode::asText).orElse("");
            if (!shard.matches("[A-Za-z0-9_][A-Za-z0-9._-]{0,200}")) {
                throw ModelFileErrors.corrupt(
                        index.file(), map.name(tensor), "'" + ModelFileErrors.quote(shard) + "' is no plain file name");
            }
            shards.computeIfAbsent(shard, key -> new ArrayList<>()).add(tensor);
            if (shards.size() > MAX_SHARDS) {
                throw ModelFileErrors.corrupt(index.file(), "weight_map", "more than " + MAX_SHARDS + " shards");
            }
        }
        return shards;
    }

    private void addShards(Path index) {
        for (Map.Entry<String, List<String>> shard :
                shards(JsonFields.read(index)).entrySet()) {
            SafetensorsFile file = add(directory.resolve(shard.getKey()));
            for (String name : shard.getValue()) {
                if (!file.tensors().containsKey(name)) {
                    throw ModelFileErrors.corrupt(file.path(), name, "missing, though " + INDEX + " puts it here");
                }
            }
        }
    }

    private SafetensorsFile add(Path path) {
        SafetensorsFile file = SafetensorsFile.open(path);
        files.add(file);
        for (String name : file.tensors().keySet()) {
            if (owners.put(name, file) != null) {
                throw ModelFileErrors.corrupt(path, name, "another shard holds it as well");
            }
        }
        return file;
    }

    private void checkTensors() {
        Map<String, SafetensorsFile> unused = new TreeMap<>(owners);
        // Old checkpoints store the rotary table, which every implementation recomputes; a tied head may be stored too.
        unused.keySet().removeIf(name -> name.endsWith(".rotary_emb.inv_freq"));
        if (config.tiedEmbeddings()) {
            unused.remove("lm_head.weight");
        }
        for (WeightSlot slot : WeightSlot.values()) {
            if (SlotShapes.present(config, slot)) {
                for (int layer = 0; layer < (slot.perLayer() ? config.layers() : 1); layer++) {
                    String name = name(slot, layer);
                    SafetensorsFile owner = owner(name);
                    TensorLayout.requireShape(owner.path(), tensor(owner, name), SlotShapes.shape(config, slot));
                    unused.remove(name);
                }
            }
        }
        Optional<Map.Entry<String, SafetensorsFile>> unknown =
                unused.entrySet().stream().findFirst();
        if (unknown.isPresent()) {
            throw ModelFileErrors.unsupported(
                    unknown.get().getValue().path(),
                    unknown.get().getKey(),
                    "a tensor that " + config.architecture() + " does not use here");
        }
    }

    private SafetensorsFile owner(String name) {
        return Optional.ofNullable(owners.get(name))
                .orElseThrow(() -> ModelFileErrors.corrupt(directory, name, "missing in every weight file"));
    }

    private static TensorInfo tensor(SafetensorsFile owner, String name) {
        return Optional.ofNullable(owner.tensors().get(name)).orElseThrow();
    }

    private String name(WeightSlot slot, int layer) {
        String block = "model.layers." + layer + ".";
        return switch (slot) {
            case TOKEN_EMBEDDING -> "model.embed_tokens.weight";
            case UNEMBEDDING -> config.tiedEmbeddings() ? "model.embed_tokens.weight" : "lm_head.weight";
            case FINAL_NORM -> "model.norm.weight";
            case ATTENTION_NORM -> block + "input_layernorm.weight";
            case QUERY -> block + "self_attn.q_proj.weight";
            case KEY -> block + "self_attn.k_proj.weight";
            case VALUE -> block + "self_attn.v_proj.weight";
            case QUERY_BIAS -> block + "self_attn.q_proj.bias";
            case KEY_BIAS -> block + "self_attn.k_proj.bias";
            case VALUE_BIAS -> block + "self_attn.v_proj.bias";
            case ATTENTION_OUTPUT -> block + "self_attn.o_proj.weight";
            case FFN_NORM -> block + "post_attention_layernorm.weight";
            case FFN_GATE -> block + "mlp.gate_proj.weight";
            case FFN_UP -> block + "mlp.up_proj.weight";
            case FFN_DOWN -> block + "mlp.down_proj.weight";
        };
    }

    @Override
    public void close() {
        files.forEach(SafetensorsFile::close);
    }
}
