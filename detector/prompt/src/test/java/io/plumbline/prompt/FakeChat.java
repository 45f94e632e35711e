package io.plumbline.prompt;

import io.plumbline.model.Hashes;
import io.plumbline.model.tokenizer.ChatMessage;
import io.plumbline.model.tokenizer.ChatTemplate;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.UnaryOperator;

/** ChatML, with what a template does to message contents as a parameter. */
record FakeChat(UnaryOperator<String> content) implements ChatTemplate {
    static final FakeChat PLAIN = new FakeChat(UnaryOperator.identity());
    static final FakeChat TRIMMING = new FakeChat(String::strip);

    @Override
    public String render(List<ChatMessage> messages, boolean addGenerationPrompt) {
        StringBuilder text = new StringBuilder();
        for (ChatMessage message : messages) {
            text.append("<|im_start|>")
                    .append(message.role().templateName())
                    .append('\n')
                    .append(content.apply(message.content()))
                    .append("<|im_end|>\n");
        }
        return text.append(addGenerationPrompt ? "<|im_start|>assistant\n" : "").toString();
    }

    @Override
    public String sha256() {
        return Hashes.sha256("fake".getBytes(StandardCharsets.UTF_8));
    }
}
