package io.plumbline.mitigation.preset;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import io.plumbline.mitigation.strategy.Strategy;
import io.plumbline.model.ErrorCode;
import io.plumbline.model.Hashes;
import io.plumbline.model.HeadId;
import io.plumbline.model.PlumblineException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.erdtman.jcs.JsonCanonicalizer;

/**
 * Presets as JSON. The canonical form is RFC 8785 (sorted keys, one way to write a number); its SHA-256 is the preset's id, so
 * a reformatted file keeps its id and a changed number does not. Heads are written {@code "layer-head"}.
 */
public final class PresetCodec {
    /** The format this version writes and the only one it reads. */
    public static final int FORMAT = 1;

    private static final String FORMAT_FIELD = "format";
    private static final ObjectMapper JSON = JsonMapper.builder()
            .addModule(new Jdk8Module())
            .addMixIn(HeadId.class, HeadText.class)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .build();

    private PresetCodec() {}

    /** The canonical JSON. */
    public static String write(MitigationPreset preset) {
        ObjectNode node = JSON.valueToTree(preset);
        node.put(FORMAT_FIELD, FORMAT);
        return canonical(node);
    }

    /** One strategy's settings as canonical JSON, for records. */
    public static String write(Strategy strategy) {
        try {
            return canonical(JSON.readTree(JSON.writerFor(Strategy.class).writeValueAsString(strategy)));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a strategy is always JSON", e);
        }
    }

    private static String canonical(JsonNode node) {
        try {
            return new JsonCanonicalizer(JSON.writeValueAsString(node)).getEncodedString();
        } catch (IOException e) {
            throw new IllegalStateException("a preset is always JSON", e);
        }
    }

    /**
     * Reads a preset.
     *
     * @throws PlumblineException {@link ErrorCode#INVALID_INPUT} if it is malformed, of another format, or has unknown or
     *     missing fields
     */
    public static MitigationPreset read(String json) {
        try {
            JsonNode node = JSON.readTree(json);
            if (!(node instanceof ObjectNode object)) {
                throw invalid("a preset is a JSON object");
            }
            JsonNode format = object.path(FORMAT_FIELD);
            if (!format.isInt() || format.intValue() != FORMAT) {
                throw invalid("this version reads presets of format " + FORMAT + "; this one says "
                        + (format.isMissingNode() ? "nothing" : format) + ". Use the version that wrote it");
            }
            object.remove(FORMAT_FIELD);
            return JSON.treeToValue(object, MitigationPreset.class);
        } catch (JsonProcessingException e) {
            throw new PlumblineException(
                    ErrorCode.INVALID_INPUT, "not a preset: " + e.getOriginalMessage() + ". Correct the file", e);
        }
    }

    /** SHA-256, in hex, of the canonical JSON. */
    public static String id(MitigationPreset preset) {
        return Hashes.sha256(write(preset).getBytes(StandardCharsets.UTF_8));
    }

    private static PlumblineException invalid(String message) {
        return new PlumblineException(ErrorCode.INVALID_INPUT, message);
    }

    /** How a head is written; the model's own type knows no JSON. */
    private abstract static class HeadText {
        @JsonCreator
        static HeadId parse(String text) {
            return HeadId.parse(text);
        }

        @Override
        @JsonValue
        public abstract String toString();
    }
}
