package io.plumbline.ingest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.plumbline.ingest.SpanReader.Answer;
import io.plumbline.ingest.SpanReader.Exchange;
import io.plumbline.schemas.Generator;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Attributes of OpenInference: lists are flattened, {@code llm.input_messages.0.message.role}. */
final class OpenInferenceMessages {
    /** Elements of one list that are read. */
    private static final int LIST_MAX = 1024;

    private OpenInferenceMessages() {}

    static Exchange of(Span span) {
        ChatMessages chat = new ChatMessages();
        for (String message : elements(span, "llm.input_messages.", ".message.")) {
            for (String call : elements(span, message + "tool_calls.", ".tool_call.")) {
                span.text(call + "id")
                        .ifPresent(id -> chat.toolCall(
                                id, span.text(call + "function.name").orElse("tool")));
            }
            chat.add(new ChatMessages.Message(
                    span.text(message + "role").orElse("user"),
                    content(span, message),
                    span.text(message + "name"),
                    span.text(message + "tool_call_id")));
        }
        List<Answer> answers = new ArrayList<>();
        for (String message : elements(span, "llm.output_messages.", ".message.")) {
            String text = content(span, message);
            if (!text.isEmpty()) {
                answers.add(Answer.of(text, span.text("llm.finish_reason").orElse("")));
            }
        }
        Generator generator = new Generator(
                span.text("llm.model_name"), span.text("llm.provider").or(() -> span.text("llm.system")));
        return new Exchange(chat, answers, generator);
    }

    static List<JsonNode> documents(Span span) {
        List<JsonNode> documents = new ArrayList<>();
        for (String prefix : elements(span, "retrieval.documents.", ".document.")) {
            ObjectNode document = Json.NODES.objectNode();
            span.text(prefix + "id").ifPresent(id -> document.put("id", id));
            span.text(prefix + "content").ifPresent(text -> document.put("content", text));
            Optional<String> title =
                    Json.text(span.structured(prefix + "metadata").path("title"));
            title.ifPresent(text -> document.put("title", text));
            documents.add(document);
        }
        return documents;
    }

    private static String content(Span span, String message) {
        Optional<String> whole = span.text(message + "content");
        if (whole.isPresent()) {
            return whole.get();
        }
        List<String> texts = new ArrayList<>();
        for (String part : elements(span, message + "contents.", ".message_content.")) {
            span.text(part + "text").ifPresent(texts::add);
        }
        return String.join("\n", texts);
    }

    /** Prefixes of the elements of a flattened list, as far as they follow one another. */
    private static List<String> elements(Span span, String list, String element) {
        List<String> prefixes = new ArrayList<>();
        for (int i = 0; i < LIST_MAX; i++) {
            String prefix = list + i + element;
            if (!span.has(prefix)) {
                break;
            }
            prefixes.add(prefix);
        }
        return prefixes;
    }
}
