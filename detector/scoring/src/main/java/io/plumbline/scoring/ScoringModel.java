package io.plumbline.scoring;

import io.plumbline.model.InstrumentedModel;
import io.plumbline.model.tokenizer.ChatTemplate;
import io.plumbline.model.tokenizer.Tokenizer;
import io.plumbline.scoring.profile.Artifacts;
import java.util.Objects;

/**
 * The model that scores, with what belongs to it. Owned, and closed, by whoever made it.
 *
 * @param model runs passes
 * @param tokenizer the model's
 * @param chatTemplate the model's
 * @param sha256 SHA-256 of the weights, lower-case hex
 */
public record ScoringModel(InstrumentedModel model, Tokenizer tokenizer, ChatTemplate chatTemplate, String sha256) {
    public ScoringModel {
        Objects.requireNonNull(model, "model is null");
        Objects.requireNonNull(tokenizer, "tokenizer is null");
        Objects.requireNonNull(chatTemplate, "chatTemplate is null");
        Objects.requireNonNull(sha256, "sha256 is null");
    }

    /** The hashes a profile for this model carries. */
    public Artifacts artifacts() {
        return new Artifacts(sha256, tokenizer.sha256(), chatTemplate.sha256());
    }
}
