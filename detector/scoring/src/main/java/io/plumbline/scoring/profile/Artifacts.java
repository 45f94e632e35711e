package io.plumbline.scoring.profile;

import io.plumbline.model.loading.LoadedModel;
import java.util.Optional;

/**
 * What a profile was fitted on. Numbers fitted for one model say nothing about another, so a mismatch is refused.
 *
 * @param modelSha256 SHA-256 of the weights
 * @param tokenizerSha256 SHA-256 of the tokenizer's definition
 * @param chatTemplateSha256 SHA-256 of the chat template
 * @param classifierSha256 identity of the token classifier, if the profile weighs one
 */
public record Artifacts(
        String modelSha256, String tokenizerSha256, String chatTemplateSha256, Optional<String> classifierSha256) {
    public Artifacts {
        Checks.sha256("modelSha256", modelSha256);
        Checks.sha256("tokenizerSha256", tokenizerSha256);
        Checks.sha256("chatTemplateSha256", chatTemplateSha256);
        classifierSha256.ifPresent(hash -> Checks.sha256("classifierSha256", hash));
    }

    /** Without a classifier. */
    public Artifacts(String modelSha256, String tokenizerSha256, String chatTemplateSha256) {
        this(modelSha256, tokenizerSha256, chatTemplateSha256, Optional.empty());
    }

    /** The same model with another classifier, or none. */
    public Artifacts withClassifier(Optional<String> sha256) {
        return new Artifacts(modelSha256, tokenizerSha256, chatTemplateSha256, sha256);
    }

    /** Those of a model. */
    public static Artifacts of(LoadedModel model) {
        return new Artifacts(
                model.modelSha256(),
                model.tokenizer().sha256(),
                model.chatTemplate().sha256());
    }
}
