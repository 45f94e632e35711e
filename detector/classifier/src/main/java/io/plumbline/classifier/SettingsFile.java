package io.plumbline.classifier;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.plumbline.model.ErrorCode;
import io.plumbline.model.PlumblineException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Set;

/** Reads {@code plumbline-classifier.json}; whatever is wrong in it is {@code INVALID_INPUT} and named. */
final class SettingsFile {
    static final String NAME = "plumbline-classifier.json";

    private static final long MAX_BYTES = 1 << 20;
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    private static final Set<String> FIELDS = Set.of(
            "inputIds",
            "attentionMask",
            "tokenTypeIds",
            "logits",
            "hallucinatedClass",
            "maxTokens",
            "maxWindows",
            "prompt");
    private static final Set<String> PROMPT_FIELDS =
            Set.of("question", "summary", "passage", "titledPassage", "separator");

    private SettingsFile() {}

    /** LettuceDetect's settings, with what the directory's file changes in them. */
    static ClassifierSettings read(Path directory) {
        Path file = directory.resolve(NAME);
        if (!Files.exists(file)) {
            return ClassifierSettings.LETTUCE_DETECT;
        }
        ObjectNode fields = object(file);
        ClassifierSettings defaults = ClassifierSettings.LETTUCE_DETECT;
        onlyKnown(fields, FIELDS, "");
        try {
            return new ClassifierSettings(
                    text(fields, "inputIds", defaults.inputIds()),
                    text(fields, "attentionMask", defaults.attentionMask()),
                    text(fields, "tokenTypeIds", defaults.tokenTypeIds()),
                    text(fields, "logits", defaults.logits()),
                    integer(fields, "hallucinatedClass", defaults.hallucinatedClass()),
                    integer(fields, "maxTokens", defaults.maxTokens()),
                    integer(fields, "maxWindows", defaults.maxWindows()),
                    prompt(fields, defaults.prompt()));
        } catch (IllegalArgumentException e) {
            throw wrong(String.valueOf(e.getMessage()));
        }
    }

    private static ClassifierPrompt prompt(ObjectNode fields, ClassifierPrompt defaults) {
        JsonNode value = fields.path("prompt");
        if (!value.isMissingNode() && !value.isObject()) {
            throw wrong("prompt must be an object, not " + value);
        }
        ObjectNode prompt = value instanceof ObjectNode object ? object : JsonNodeFactory.instance.objectNode();
        onlyKnown(prompt, PROMPT_FIELDS, "prompt.");
        return new ClassifierPrompt(
                text(prompt, "question", defaults.question()),
                text(prompt, "summary", defaults.summary()),
                text(prompt, "passage", defaults.passage()),
                text(prompt, "titledPassage", defaults.titledPassage()),
                text(prompt, "separator", defaults.separator()));
    }

    private static ObjectNode object(Path file) {
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw wrong("larger than " + MAX_BYTES + " bytes");
            }
            if (MAPPER.readTree(Files.readAllBytes(file)) instanceof ObjectNode object) {
                return object;
            }
        } catch (JsonProcessingException e) {
            throw new PlumblineException(
                    ErrorCode.INVALID_INPUT, NAME + " is not JSON: " + e.getOriginalMessage() + "; correct it", e);
        } catch (IOException e) {
            throw new PlumblineException(ErrorCode.INVALID_INPUT, "cannot read " + file + ": " + e.getMessage(), e);
        }
        throw wrong("not a JSON object");
    }

    private static void onlyKnown(ObjectNode fields, Set<String> known, String prefix) {
        for (Iterator<String> names = fields.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!known.contains(name)) {
                throw wrong("unknown field " + prefix + name);
            }
        }
    }

    private static String text(ObjectNode fields, String name, String otherwise) {
        JsonNode value = fields.path(name);
        if (!value.isMissingNode() && !value.isTextual()) {
            throw wrong(name + " must be a string, not " + value);
        }
        return value.asText(otherwise);
    }

    private static int integer(ObjectNode fields, String name, int otherwise) {
        JsonNode value = fields.path(name);
        if (!value.isMissingNode() && !(value.isIntegralNumber() && value.canConvertToInt())) {
            throw wrong(name + " must be a whole number, not " + value);
        }
        return value.asInt(otherwise);
    }

    private static PlumblineException wrong(String what) {
        return new PlumblineException(ErrorCode.INVALID_INPUT, NAME + ": " + what + "; correct the file");
    }
}
