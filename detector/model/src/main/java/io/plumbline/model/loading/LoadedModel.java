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
 */
public record LoadedModel(
        InstrumentedModel model, Tokenizer tokenizer, ChatTemplate chatTemplate, String name, String modelSha256)
        implements AutoCloseable {
    public LoadedModel {
        Objects.requireNonNull(model, "model is null");
        Objects.requireNonNull(tokenizer, "tokenizer is null");
        Objects.requireNonNull(chatTemplate, "chatTemplate is null");
        if (name.isBlank()) {
            throw new IllegalArgumentException("a model needs a name");
        }
        if (!modelSha256.matches("[0-9a-f]{64}")) {
            throw new IllegalArgumentException("not a SHA-256 in lower-case hex: " + modelSha256);
        }
    }

    @Override
    public void close() {
        model.close();
        tokenizer.close();
    }
}
