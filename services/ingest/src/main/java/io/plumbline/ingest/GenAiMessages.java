package io.plumbline.ingest;

import com.fasterxml.jackson.databind.JsonNode;
import io.plumbline.ingest.SpanReader.Answer;
import io.plumbline.ingest.SpanReader.Exchange;
import io.plumbline.schemas.Generator;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Attributes of OpenTelemetry's GenAI conventions: messages have a role and typed parts. */
final class GenAiMessages {
    private GenAiMessages() {}

    static Exchange of(Span span) {
        ChatMessages chat = new ChatMessages();
        String system = texts(span.structured("gen_ai.system_instructions"));
        if (!system.isEmpty()) {
            chat.add(new ChatMessages.Message("system", system, Optional.empty(), Optional.empty()));
        }
        span.structured("gen_ai.input.messages").forEach(message -> read(message, chat));
        List<Answer> answers = new ArrayList<>();
        for (JsonNode message : span.structured("gen_ai.output.messages")) {
            String text = texts(message.path("parts"));
            if (!text.isEmpty()) {
                answers.add(Answer.of(text, message.path("finish_reason").asText("")));
            }
        }
        Generator generator = new Generator(
                span.text("gen_ai.response.model").or(() -> span.text("gen_ai.request.model")),
                span.text("gen_ai.provider.name").or(() -> span.text("gen_ai.system")));
        return new Exchange(chat, answers, generator);
    }

    static List<JsonNode> documents(Span span) {
        List<JsonNode> documents = new ArrayList<>();
        span.structured("gen_ai.retrieval.documents").forEach(documents::add);
        return documents;
    }

    private static void read(JsonNode message, ChatMessages chat) {
        String role = message.path("role").asText("user");
        for (JsonNode part : message.path("parts")) {
            String id = part.path("id").asText("");
            switch (part.path("type").asText("")) {
                case "tool_call" -> chat.toolCall(id, part.path("name").asText("tool"));
                case "tool_call_response" ->
                    chat.add(new ChatMessages.Message(
                            "tool",
                            result(part.has("response") ? part.path("response") : part.path("result")),
                            Json.text(part.path("name")),
                            Json.text(part.path("id"))));
                default -> {
                    // texts are joined below
                }
            }
        }
        String text = texts(message.path("parts"));
        if (!text.isEmpty()) {
            chat.add(new ChatMessages.Message(role, text, Json.text(message.path("name")), Optional.empty()));
        }
    }

    private static String result(JsonNode result) {
        return result.isTextual() ? result.textValue() : Json.string(result);
    }

    private static String texts(JsonNode parts) {
        List<String> texts = new ArrayList<>();
        for (JsonNode part : parts) {
            if (part.path("type").asText("").equals("text")) {
                Json.text(part.path("content")).ifPresent(texts::add);
            }
        }
        return String.join("\n", texts);
    }
}
