package io.plumbline.atlas;

import io.plumbline.model.HeadId;
import io.plumbline.model.ModelConfig;
import io.plumbline.model.loading.LoadedModel;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The model that an atlas is about. Scores of one say nothing about another.
 *
 * @param name for people
 * @param modelSha256 SHA-256 of the weights
 * @param tokenizerSha256 SHA-256 of the tokenizer's definition
 * @param chatTemplateSha256 SHA-256 of the chat template
 * @param layers number of layers
 * @param heads query heads in each layer
 * @param kvHeads key/value heads in each layer
 */
public record ModelIdentity(
        String name,
        String modelSha256,
        String tokenizerSha256,
        String chatTemplateSha256,
        int layers,
        int heads,
        int kvHeads) {
    public ModelIdentity {
        if (name.isBlank()) {
            throw new IllegalArgumentException("a model needs a name");
        }
        Checks.sha256("modelSha256", modelSha256);
        Checks.sha256("tokenizerSha256", tokenizerSha256);
        Checks.sha256("chatTemplateSha256", chatTemplateSha256);
        Checks.atLeast("layers", layers, 1);
        Checks.atLeast("heads", heads, 1);
        Checks.atLeast("kvHeads", kvHeads, 1);
    }

    /** That of a loaded model. */
    public static ModelIdentity of(LoadedModel model) {
        ModelConfig config = model.model().config();
        return new ModelIdentity(
                model.name(),
                model.modelSha256(),
                model.tokenizer().sha256(),
                model.chatTemplate().sha256(),
                config.layers(),
                config.heads(),
                config.kvHeads());
    }

    /** Every head, in ascending order. */
    public List<HeadId> allHeads() {
        return IntStream.range(0, layers * heads)
                .mapToObj(i -> new HeadId(i / heads, i % heads))
                .toList();
    }
}
