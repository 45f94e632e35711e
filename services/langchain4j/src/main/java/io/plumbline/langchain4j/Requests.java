package io.plumbline.langchain4j;

import dev.langchain4j.data.document.Metadata;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.guardrail.GuardrailRequestParams;
import dev.langchain4j.guardrail.OutputGuardrailRequest;
import dev.langchain4j.memory.ChatMemory;
import dev.langchain4j.model.input.PromptTemplate;
import dev.langchain4j.rag.AugmentationResult;
import dev.langchain4j.rag.content.Content;
import io.plumbline.schemas.Event;
import io.plumbline.schemas.GenerationEvent;
import io.plumbline.schemas.Generator;
import io.plumbline.schemas.Passage;
import io.plumbline.schemas.Source;
import io.plumbline.schemas.ToolResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What LangChain4j knows about an answer, as an event. */
final class Requests {
    private Requests() {}

    /** Empty for a message without text, which asks for tools. */
    static Optional<GenerationEvent> toEvent(OutputGuardrailRequest request) {
        String response = request.responseFromLLM().aiMessage().text();
        if (response == null || response.isEmpty()) {
            return Optional.empty();
        }
        GuardrailRequestParams params = request.requestParams();
        List<ChatMessage> sinceQuestion = sinceQuestion(params.chatMemory());
        return Optional.of(new GenerationEvent(
                Event.CURRENT_VERSION,
                UUID.randomUUID().toString(),
                Optional.empty(),
                new Source(),
                new Generator(
                        Optional.ofNullable(request.responseFromLLM().metadata().modelName()), Optional.empty()),
                List.of(),
                question(params, sinceQuestion),
                passages(params.augmentationResult()),
                toolResults(sinceQuestion),
                response,
                false,
                Optional.empty(),
                Optional.empty()));
    }

    private static List<Passage> passages(@Nullable AugmentationResult augmented) {
        List<Passage> passages = new ArrayList<>();
        if (augmented == null || augmented.contents() == null) {
            return passages;
        }
        for (Content content : augmented.contents()) {
            TextSegment segment = content.textSegment();
            if (!segment.text().isEmpty()) {
                Metadata metadata = segment.metadata();
                Optional<String> title = Optional.ofNullable(metadata.getString("title"))
                        .or(() -> Optional.ofNullable(metadata.getString("file_name")));
                passages.add(new Passage("passage-" + (passages.size() + 1), title, segment.text()));
            }
        }
        return passages;
    }

    /** The question as asked, before retrieval was written into it; else the last message of the user. */
    private static Optional<String> question(GuardrailRequestParams params, List<ChatMessage> sinceQuestion) {
        return rendered(params).or(() -> lastOfUser(sinceQuestion));
    }

    private static Optional<String> rendered(GuardrailRequestParams params) {
        String template = params.userMessageTemplate();
        Map<String, Object> variables = params.variables();
        if (template == null || template.isEmpty() || variables == null) {
            return Optional.ofNullable(template).filter(text -> !text.isEmpty());
        }
        try {
            return Optional.of(PromptTemplate.from(template).apply(variables).text());
        } catch (IllegalArgumentException e) {
            // a template that needs more than it was given: the message that was sent will do
            return Optional.empty();
        }
    }

    private static Optional<String> lastOfUser(List<ChatMessage> sinceQuestion) {
        return sinceQuestion.stream()
                .filter(message -> message instanceof UserMessage user && user.hasSingleText())
                .map(message -> ((UserMessage) message).singleText())
                .findFirst();
    }

    private static List<ToolResult> toolResults(List<ChatMessage> sinceQuestion) {
        List<ToolResult> results = new ArrayList<>();
        for (ChatMessage message : sinceQuestion) {
            if (message instanceof ToolExecutionResultMessage tool) {
                String id = tool.id() == null || tool.id().isEmpty() ? "call-" + (results.size() + 1) : tool.id();
                results.add(new ToolResult(id, tool.toolName(), tool.text()));
            }
        }
        return results;
    }

    /** From the user's last message on. */
    private static List<ChatMessage> sinceQuestion(@Nullable ChatMemory memory) {
        List<ChatMessage> messages = memory == null ? List.of() : memory.messages();
        int asked = messages.size() - 1;
        while (asked >= 0 && !(messages.get(asked) instanceof UserMessage)) {
            asked--;
        }
        return messages.subList(Math.max(asked, 0), messages.size());
    }
}
