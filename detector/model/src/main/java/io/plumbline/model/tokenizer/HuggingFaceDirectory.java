package io.plumbline.model.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.plumbline.model.ErrorCode;
import io.plumbline.model.PlumblineException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The tokenizer files of a Hugging Face model directory.
 *
 * @param tokenizer {@code tokenizer.json}
 * @param config {@code tokenizer_config.json}, an empty object if absent
 * @param templateFile {@code chat_template.jinja}
 */
record HuggingFaceDirectory(ObjectNode tokenizer, ObjectNode config, Optional<String> templateFile) {
    /** Largest file read, in bytes; the largest real tokenizer.json is about 35 MB. */
    private static final long MAX_BYTES = 256L * 1024 * 1024;

    static HuggingFaceDirectory at(Path directory) {
        ObjectNode tokenizer = json(directory.resolve("tokenizer.json"))
                .orElseThrow(() -> new PlumblineException(
                        ErrorCode.UNSUPPORTED_MODEL,
                        "no tokenizer.json in " + directory
                                + "; convert the model's tokenizer with transformers' save_pretrained"));
        ObjectNode config =
                json(directory.resolve("tokenizer_config.json")).orElseGet(JsonNodeFactory.instance::objectNode);
        return new HuggingFaceDirectory(tokenizer, config, text(directory.resolve("chat_template.jinja")));
    }

    TokenizerDefinition definition() {
        OptionalInt bos = id("bos_token");
        return new TokenizerDefinition(tokenizer, addsBos(bos), bos, id("eos_token"));
    }

    /** The named special tokens of {@code tokenizer_config.json}, as chat templates know them. */
    Map<String, String> specialTokens() {
        Map<String, String> tokens = new LinkedHashMap<>();
        for (String name : List.of("bos_token", "eos_token", "unk_token", "pad_token")) {
            content(config.path(name)).ifPresent(token -> tokens.put(name, token));
        }
        return tokens;
    }

    /** {@code chat_template.jinja} before {@code tokenizer_config.json}; of a list the template named default. */
    Optional<String> chatTemplate() {
        if (templateFile.isPresent()) {
            return templateFile;
        }
        JsonNode template = config.path("chat_template");
        if (template.isTextual()) {
            return Optional.of(template.textValue());
        }
        for (JsonNode named : template) {
            if (named.path("name").asText().equals("default")) {
                return Optional.of(named.path("template").asText());
            }
        }
        return Optional.empty();
    }

    /** The configuration decides; without a word from it, what the post-processor would put in front does. */
    private boolean addsBos(OptionalInt bos) {
        if (config.path("add_eos_token").asBoolean(false)) {
            throw new PlumblineException(
                    ErrorCode.UNSUPPORTED_MODEL,
                    "add_eos_token in tokenizer_config.json ends every text with an EOS, which is not supported;"
                            + " set it to false");
        }
        if (config.path("add_bos_token").isBoolean()) {
            return config.path("add_bos_token").booleanValue();
        }
        return bos.isPresent() && putInFront(tokenizer.path("post_processor"), bos.getAsInt());
    }

    private static boolean putInFront(JsonNode processor, int bos) {
        return switch (processor.path("type").asText()) {
            case "", "ByteLevel" -> false;
            case "Sequence" -> {
                boolean any = false;
                for (JsonNode part : processor.path("processors")) {
                    any |= putInFront(part, bos);
                }
                yield any;
            }
            case "TemplateProcessing" -> {
                JsonNode single = processor.path("single");
                boolean bosThenText = single.size() == 2
                        && single.path(0).has("SpecialToken")
                        && single.path(1).has("Sequence");
                boolean textOnly = single.size() == 1 && single.path(0).has("Sequence");
                if (!bosThenText && !textOnly) {
                    throw unsupported("TemplateProcessing that adds more than a BOS");
                }
                String name = single.path(0).path("SpecialToken").path("id").asText();
                JsonNode ids = processor.path("special_tokens").path(name).path("ids");
                if (bosThenText && (ids.size() != 1 || ids.path(0).asInt() != bos)) {
                    throw unsupported("TemplateProcessing that adds " + name + ", which is not the BOS");
                }
                yield bosThenText;
            }
            default -> throw unsupported(processor.path("type").asText());
        };
    }

    private static PlumblineException unsupported(String what) {
        return new PlumblineException(
                ErrorCode.UNSUPPORTED_MODEL, "post_processor of tokenizer.json is not supported: " + what);
    }

    private OptionalInt id(String name) {
        Optional<String> token = content(config.path(name));
        if (token.isEmpty()) {
            return OptionalInt.empty();
        }
        for (JsonNode added : tokenizer.path("added_tokens")) {
            if (added.path("content").asText().equals(token.get())) {
                return OptionalInt.of(added.path("id").asInt());
            }
        }
        JsonNode id = tokenizer.path("model").path("vocab").path(token.get());
        if (!id.isInt()) {
            throw new PlumblineException(
                    ErrorCode.MODEL_FILE_CORRUPT,
                    name + " '" + token.get() + "' of tokenizer_config.json is not in tokenizer.json");
        }
        return OptionalInt.of(id.intValue());
    }

    /** A token is written as a string or as an object with its content. */
    private static Optional<String> content(JsonNode token) {
        JsonNode content = token.isObject() ? token.path("content") : token;
        return content.isTextual() ? Optional.of(content.textValue()) : Optional.empty();
    }

    private static Optional<ObjectNode> json(Path file) {
        return text(file).map(text -> {
            try {
                if (TokenizerDefinition.MAPPER.readTree(text) instanceof ObjectNode object) {
                    return object;
                }
            } catch (IOException e) {
                throw new PlumblineException(
                        ErrorCode.MODEL_FILE_CORRUPT, file + " is not JSON; fetch the model again", e);
            }
            throw new PlumblineException(
                    ErrorCode.MODEL_FILE_CORRUPT, file + " is not a JSON object; fetch the model again");
        });
    }

    private static Optional<String> text(Path file) {
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw new PlumblineException(
                        ErrorCode.MODEL_FILE_CORRUPT, file + " is larger than " + MAX_BYTES + " bytes");
            }
            return Optional.of(Files.readString(file));
        } catch (IOException e) {
            throw new PlumblineException(ErrorCode.MODEL_FILE_CORRUPT, "cannot read " + file + " as UTF-8", e);
        }
    }
}
