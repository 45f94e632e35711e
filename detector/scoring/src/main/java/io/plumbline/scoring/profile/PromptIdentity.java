package io.plumbline.scoring.profile;

import io.plumbline.prompt.PromptTemplate;

/**
 * Which prompt template.
 *
 * @param id the template's id
 * @param version the template's version
 * @param sha256 the template's hash
 */
public record PromptIdentity(String id, int version, String sha256) {
    public PromptIdentity {
        Checks.notBlank("prompt id", id);
        Checks.atLeast("prompt version", version, 1);
        Checks.sha256("prompt sha256", sha256);
    }

    public static PromptIdentity of(PromptTemplate template) {
        return new PromptIdentity(template.id(), template.version(), template.sha256());
    }
}
