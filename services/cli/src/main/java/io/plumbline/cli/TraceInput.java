package io.plumbline.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.plumbline.model.CharSpan;
import io.plumbline.model.ErrorCode;
import io.plumbline.model.PlumblineException;
import io.plumbline.model.TokenIds;
import io.plumbline.model.TokenSpan;
import io.plumbline.model.tokenizer.EncodedText;
import io.plumbline.model.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What is traced, as token ids.
 *
 * @param ids prompt and answer
 * @param promptTokens P
 * @param context tokens of the context; empty where none was given
 */
record TraceInput(TokenIds ids, int promptTokens, TokenSpan context) {
    TraceInput {
        if (promptTokens < 1 || promptTokens >= ids.size()) {
            throw invalid("the prompt has " + promptTokens + " of " + ids.size()
                    + " tokens: both prompt and answer need at least one");
        }
        if (context.end() > promptTokens) {
            throw invalid("the context ends at token " + context.end() + ", after the prompt, " + promptTokens);
        }
    }

    /**
     * Reads {@code {"text", "response"}} (rendered prompt and answer) or {@code {"input_ids", "P"}}, with the context as
     * {@code "context"} (a part of the text) or {@code "c0", "c1"} (tokens).
     */
    static TraceInput read(Path file, Tokenizer tokenizer) {
        JsonNode json;
        try {
            json = new ObjectMapper().readTree(file.toFile());
        } catch (IOException e) {
            throw new PlumblineException(ErrorCode.INVALID_INPUT, "cannot read " + file + ": " + e.getMessage(), e);
        }
        return json.path("text").isTextual() ? ofText(json, tokenizer) : ofIds(json);
    }

    private static TraceInput ofText(JsonNode json, Tokenizer tokenizer) {
        String text = json.path("text").asText();
        String response = json.path("response").asText("");
        EncodedText encoded = tokenizer.encodeVerbatim(text + response);
        int promptTokens = encoded.tokensOf(new CharSpan(text.length(), text.length() + response.length()))
                .start();
        return new TraceInput(
                encoded.ids(), promptTokens, tokenContext(json).orElseGet(() -> textContext(json, text, encoded)));
    }

    private static TraceInput ofIds(JsonNode json) {
        if (!json.path("input_ids").isArray() || !json.path("P").isInt()) {
            throw invalid("give text and response, or input_ids and P (number of prompt tokens)");
        }
        int[] ids = new int[json.path("input_ids").size()];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = json.path("input_ids").get(i).asInt(-1);
        }
        return new TraceInput(
                TokenIds.of(ids), json.path("P").asInt(), tokenContext(json).orElse(new TokenSpan(0, 0)));
    }

    private static Optional<TokenSpan> tokenContext(JsonNode json) {
        return json.path("c0").isInt() && json.path("c1").isInt()
                ? Optional.of(
                        new TokenSpan(json.path("c0").asInt(), json.path("c1").asInt()))
                : Optional.empty();
    }

    private static TokenSpan textContext(JsonNode json, String text, EncodedText encoded) {
        String context = json.path("context").asText("");
        if (context.isEmpty()) {
            return new TokenSpan(0, 0);
        }
        int at = text.indexOf(context);
        if (at < 0) {
            throw invalid("the context is no part of the text: give it verbatim, or c0 and c1");
        }
        return encoded.tokensOf(new CharSpan(at, at + context.length()));
    }

    private static PlumblineException invalid(String message) {
        return new PlumblineException(ErrorCode.INVALID_INPUT, message);
    }
}
