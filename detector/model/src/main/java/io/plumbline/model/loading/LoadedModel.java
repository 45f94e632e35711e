package io.plumbline.model.loading;

import io.plumbline.model.InstrumentedModel;
import io.plumbline.model.tokenizer.ChatTemplate;
import io.plumbline.model.tokenizer.Tokenizer;
import java.util.Objects;

/**
 * A model ready to run, with what turns text into its tokens. Closing it closes model and tokenizer.
 *
 * @param name for people, for example the file's name
 * @param modelSha256 SHA-256 of the model file, lower-case hex; of a directory, see {@link
 *     io.plumbline.model.weights.ResolvedModel}
 * @param weights where the weights can be read again
 */
public record LoadedModel(
        InstrumentedModel model,
        Tokenizer tokenizer,
        ChatTemplate chatTemplate,
        String name,
        String modelSha256,
        WeightsSource weights)
        implements AutoCloseable {
    public LoadedModel {
        Objects.requireNonNull(model, "model is null");
        Objects.requireNonNull(tokenizer, "tokenizer is null");
        Objects.requireNonNull(chatTemplate, "chatTemplate is null");
        Objects.requireNonNull(weights, "weights is null");
        if (name.isBlank()) {
            throw new IllegalArgumentException("a model needs a name");
        }
        if (!modelSha256.matches("[0-9a-f]{64}")) {
            throw new IllegalArgumentException("not a SHA-256 in lower-case hex: " + modelSha256);
        }
    }

    /** A model whose weights cannot be read again. */
    public LoadedModel(
            InstrumentedModel model, Tokenizer tokenizer, ChatTemplate chatTemplate, String name, String modelSha256) {
        this(model, tokenizer, chatTemplate, name, modelSha256, WeightsSource.NONE);
    }

    @Override
    public void close() {
        model.close();
        tokenizer.close();
    }
}
