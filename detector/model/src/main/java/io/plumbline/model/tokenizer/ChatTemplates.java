package io.plumbline.model.tokenizer;

import io.plumbline.model.weights.GgufMetadata;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Opens chat templates. A template is rendered as transformers does with Jinja2, character for character, or refused:
 * in part when it is opened (syntax), in part when a conversation reaches a construct that we lack.
 */
public final class ChatTemplates {
    private ChatTemplates() {}

    /**
     * A template from its source.
     *
     * @param specialTokens what templates know as {@code bos_token}, {@code eos_token}, {@code unk_token} and
     *     {@code pad_token}
     * @param clock what {@code strftime_now} reads; a fixed one makes prompts reproducible
     */
    public static ChatTemplate of(String source, Map<String, String> specialTokens, Clock clock) {
        return new JinjavaChatTemplate(source, specialTokens, clock);
    }

    /** The template of a GGUF file; empty if it has none. */
    public static Optional<ChatTemplate> of(GgufMetadata metadata, Clock clock) {
        return of(TokenizerMetadata.of(metadata), clock);
    }

    /** The template of a GGUF file's tokenizer; empty if it has none. */
    public static Optional<ChatTemplate> of(TokenizerMetadata metadata, Clock clock) {
        Map<String, String> tokens = new HashMap<>();
        put(tokens, "bos_token", metadata.bosId(), metadata.tokens());
        put(tokens, "eos_token", metadata.eosId(), metadata.tokens());
        put(tokens, "unk_token", metadata.unknownId(), metadata.tokens());
        put(tokens, "pad_token", metadata.paddingId(), metadata.tokens());
        return metadata.chatTemplate().map(source -> of(source, tokens, clock));
    }

    /** The template of a Hugging Face model directory; empty if it has none. */
    public static Optional<ChatTemplate> ofDirectory(Path directory, Clock clock) {
        HuggingFaceDirectory files = HuggingFaceDirectory.at(directory);
        return files.chatTemplate().map(source -> of(source, files.specialTokens(), clock));
    }

    private static void put(Map<String, String> tokens, String name, OptionalInt id, List<String> texts) {
        id.ifPresent(present -> tokens.put(name, texts.get(present)));
    }
}
