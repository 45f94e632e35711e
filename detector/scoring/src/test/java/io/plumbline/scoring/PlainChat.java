package io.plumbline.scoring;

import io.plumbline.model.tokenizer.ChatMessage;
import io.plumbline.model.tokenizer.ChatTemplate;
import java.util.List;
import java.util.stream.Collectors;

/** A chat template of one line for each message. */
final class PlainChat implements ChatTemplate {
    @Override
    public String render(List<ChatMessage> messages, boolean addGenerationPrompt) {
        return messages.stream()
                        .map(m -> "<" + m.role().templateName() + ">" + m.content() + "</>\n")
                        .collect(Collectors.joining())
                + (addGenerationPrompt ? "<assistant>" : "");
    }

    @Override
    public String sha256() {
        return "8".repeat(64);
    }
}
