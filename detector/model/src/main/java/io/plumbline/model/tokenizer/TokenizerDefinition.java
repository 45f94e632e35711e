package io.plumbline.model.tokenizer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.plumbline.model.ErrorCode;
import io.plumbline.model.Hashes;
import io.plumbline.model.PlumblineException;
import io.plumbline.model.tokenizer.TokenizerMetadata.TokenType;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/**
 * A tokenizer as data: a {@code tokenizer.json} document without truncation, padding and post-processor (which would
 * trim spans and put tokens in), and which special tokens there are.
 *
 * @param document the {@code tokenizer.json}
 * @param addBos whether {@link Tokenizer#encode} puts the BOS in front
 * @param bosId id of the BOS
 * @param eosId id of the EOS
 */
record TokenizerDefinition(ObjectNode document, boolean addBos, OptionalInt bosId, OptionalInt eosId) {
    /** Reads numbers as written, so that the digest does not depend on a Java version's way to print a double. */
    static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .build();

    private static final Set<String> VOCABULARIES = Set.of("gpt2");

    TokenizerDefinition {
        document = document.deepCopy();
        document.putNull("truncation");
        document.putNull("padding");
        document.putNull("post_processor");
        if (addBos && bosId.isEmpty()) {
            throw new PlumblineException(
                    ErrorCode.MODEL_FILE_CORRUPT,
                    "the tokenizer is to add a BOS but names none; correct tokenizer_config.json");
        }
    }

    /** Byte-level BPE out of GGUF metadata; what else the metadata may ask for is refused by name. */
    static TokenizerDefinition of(TokenizerMetadata metadata) {
        if (!VOCABULARIES.contains(metadata.model())) {
            throw new PlumblineException(
                    ErrorCode.UNSUPPORTED_MODEL,
                    "vocabulary '" + metadata.model() + "' (tokenizer.ggml.model) is not supported, only "
                            + VOCABULARIES
                            + "; use the model's Hugging Face directory with its tokenizer.json instead");
        }
        PreTokenizer pre = PreTokenizer.ofGguf(metadata.pre());
        ObjectNode document = JsonNodeFactory.instance.objectNode().put("version", "1.0");
        document.set("added_tokens", addedTokens(metadata));
        if (pre.normalizer().isPresent()) {
            document.set("normalizer", pre.normalizer().get());
        } else {
            document.putNull("normalizer");
        }
        document.set("pre_tokenizer", pre.definition());
        document.putObject("decoder")
                .put("type", "ByteLevel")
                .put("add_prefix_space", false)
                .put("trim_offsets", false)
                .put("use_regex", false);
        document.set("model", byteLevelBpe(metadata, pre));
        return new TokenizerDefinition(document, metadata.addBos(), metadata.bosId(), metadata.eosId());
    }

    private static ArrayNode addedTokens(TokenizerMetadata metadata) {
        ArrayNode added = JsonNodeFactory.instance.arrayNode();
        for (int id = 0; id < metadata.tokens().size(); id++) {
            TokenType type = metadata.typeOf(id);
            if (type == TokenType.CONTROL || type == TokenType.USER_DEFINED) {
                added.addObject()
                        .put("id", id)
                        .put("content", metadata.tokens().get(id))
                        .put("single_word", false)
                        .put("lstrip", false)
                        .put("rstrip", false)
                        .put("normalized", false)
                        .put("special", type == TokenType.CONTROL);
            }
        }
        return added;
    }

    private static ObjectNode byteLevelBpe(TokenizerMetadata metadata, PreTokenizer pre) {
        ObjectNode model = JsonNodeFactory.instance.objectNode().put("type", "BPE");
        model.putNull("dropout");
        model.putNull("unk_token");
        model.putNull("continuing_subword_prefix");
        model.putNull("end_of_word_suffix");
        model.put("fuse_unk", false).put("byte_fallback", false).put("ignore_merges", pre.ignoreMerges());
        ObjectNode vocabulary = model.putObject("vocab");
        for (int id = 0; id < metadata.tokens().size(); id++) {
            if (vocabulary.has(metadata.tokens().get(id))) {
                throw new PlumblineException(
                        ErrorCode.MODEL_FILE_CORRUPT,
                        "token " + id + " repeats the text of another; fetch the model file again");
            }
            vocabulary.put(metadata.tokens().get(id), id);
        }
        ArrayNode merges = model.putArray("merges");
        metadata.merges().forEach(merges::add);
        return model;
    }

    /** Number of ids: one more than the largest. */
    int vocabularySize() {
        int largest = -1;
        for (int id : ids().values()) {
            largest = Math.max(largest, id);
        }
        return largest + 1;
    }

    /** Id of each token by its text, added tokens included. */
    Map<String, Integer> ids() {
        Map<String, Integer> ids = new LinkedHashMap<>();
        JsonNode vocabulary = document.path("model").path("vocab");
        if (vocabulary.isObject()) {
            for (Iterator<Map.Entry<String, JsonNode>> it =
                            vocabulary.properties().iterator();
                    it.hasNext(); ) {
                Map.Entry<String, JsonNode> entry = it.next();
                ids.put(entry.getKey(), entry.getValue().asInt());
            }
        } else {
            int next = 0;
            for (JsonNode pair : vocabulary) {
                ids.put(pair.path(0).asText(), next++);
            }
        }
        for (JsonNode token : document.path("added_tokens")) {
            ids.put(token.path("content").asText(), token.path("id").asInt());
        }
        return ids;
    }

    /** The {@code tokenizer.json} text. */
    String json() {
        return write(document);
    }

    /** Digest over the definition with keys in order, and the BOS and EOS rules. */
    String sha256() {
        Map<String, Object> canonical = new LinkedHashMap<>();
        canonical.put("addBos", addBos);
        canonical.put("bosId", bosId.orElse(-1));
        canonical.put("eosId", eosId.orElse(-1));
        canonical.put("tokenizer", MAPPER.convertValue(document, Map.class));
        return Hashes.sha256(write(canonical).getBytes(StandardCharsets.UTF_8));
    }

    /** Digest over a whole {@code tokenizer.json} with keys in order. */
    static String canonicalSha256(ObjectNode document) {
        return Hashes.sha256(write(MAPPER.convertValue(document, Map.class)).getBytes(StandardCharsets.UTF_8));
    }

    private static String write(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a JSON tree has no text form", e);
        }
    }
}
