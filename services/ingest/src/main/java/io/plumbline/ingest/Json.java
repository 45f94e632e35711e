package io.plumbline.ingest;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.util.Optional;

/** JSON of others, read with limits. */
final class Json {
    static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private static final int DEPTH_MAX = 64;
    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEPTH_MAX)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private Json() {}

    /** @throws IngestException {@code UNPARSABLE} */
    static JsonNode object(byte[] bytes) {
        try {
            JsonNode tree = MAPPER.readTree(bytes);
            if (tree == null || !tree.isObject()) {
                throw new IngestException(IngestException.Reason.UNPARSABLE, "", "not a JSON object");
            }
            return tree;
        } catch (IOException e) {
            String message = e instanceof JsonProcessingException json ? json.getOriginalMessage() : "unreadable";
            throw IngestException.unparsable("not JSON: " + message, e);
        }
    }

    /** The value of a text that holds JSON; empty if it holds none. */
    static Optional<JsonNode> embedded(String text) {
        try {
            return Optional.ofNullable(MAPPER.readTree(text)).filter(node -> !node.isMissingNode());
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    static byte[] bytes(JsonNode node) {
        try {
            return MAPPER.writeValueAsBytes(node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree can always be written", e);
        }
    }

    static String string(JsonNode node) {
        return node.toString();
    }

    /** A text that is there and not empty. */
    static Optional<String> text(JsonNode node) {
        return Optional.of(node.asText("")).filter(text -> node.isTextual() && !text.isEmpty());
    }

    /** The first of these fields that holds a text. */
    static Optional<String> text(JsonNode object, String... fields) {
        for (String field : fields) {
            Optional<String> text = text(object.path(field));
            if (text.isPresent()) {
                return text;
            }
        }
        return Optional.empty();
    }
}
