package io.plumbline.mitigation;

import io.plumbline.model.loading.LoadedModel;
import java.util.Objects;

/**
 * Who wrote the candidates: the scoring model, not the one whose answer was flagged.
 *
 * @param model the model's name
 * @param modelSha256 of its weights
 */
public record Author(String model, String modelSha256) {
    public Author {
        Objects.requireNonNull(model, "model is null");
        Objects.requireNonNull(modelSha256, "modelSha256 is null");
    }

    static Author of(LoadedModel loaded) {
        return new Author(loaded.name(), loaded.modelSha256());
    }
}
