package io.plumbline.model.testkit;

import io.plumbline.model.tokenizer.ChatMessage;
import io.plumbline.model.tokenizer.ChatTemplate;
import java.util.List;
import java.util.stream.Collectors;

/** ChatML as SmolLM2 writes it; the reading of real templates is proven where it is built. */
public final class ChatMl implements ChatTemplate {
    @Override
    public String render(List<ChatMessage> messages, boolean addGenerationPrompt) {
        return messages.stream()
                        .map(m -> "<|im_start|>" + m.role().templateName() + "\n" + m.content() + "<|im_end|>\n")
                        .collect(Collectors.joining())
                + (addGenerationPrompt ? "<|im_start|>assistant\n" : "");
    }

    @Override
    public String sha256() {
        return "8".repeat(64);
    }
}
