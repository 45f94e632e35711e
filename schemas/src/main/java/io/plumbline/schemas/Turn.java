package io.plumbline.schemas;

/**
 * An earlier turn of the conversation.
 *
 * @param role system, user, assistant, tool, ...: an open set
 * @param content what was said
 */
public record Turn(String role, String content) {
    public Turn {
        Checks.notEmpty("role", role);
    }
}
