package io.plumbline.model.tokenizer;

import java.util.List;

/** A model's own way of writing a conversation as one text. Immutable and safe for use by several threads at once. */
public interface ChatTemplate {
    /**
     * The conversation as the model was trained to read it, special tokens (a BOS the template writes, too) included as
     * text.
     *
     * @param addGenerationPrompt whether the opening of the assistant's turn ends the text
     * @throws io.plumbline.model.PlumblineException {@code UNSUPPORTED_MODEL} if the template uses a construct that
     *     would not render as the reference does (it is named), {@code INVALID_INPUT} if the template itself refuses
     *     the conversation, for instance roles that do not alternate, or if a limit is passed
     */
    String render(List<ChatMessage> messages, boolean addGenerationPrompt);

    /** SHA-256, in lower-case hex, of the template's source; profiles name a template by it. */
    String sha256();
}
