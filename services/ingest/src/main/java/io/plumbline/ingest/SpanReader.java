package io.plumbline.ingest;

import com.fasterxml.jackson.databind.JsonNode;
import io.plumbline.schemas.Event;
import io.plumbline.schemas.GenerationEvent;
import io.plumbline.schemas.Generator;
import io.plumbline.schemas.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Reads spans in OpenTelemetry's GenAI vocabulary (operations {@code chat}, {@code generate_content}, {@code
 * text_completion} and {@code retrieval}) and in OpenInference's (kinds {@code LLM} and {@code RETRIEVER}).
 *
 * <p>An event's id is {@code <trace id>:<span id>}, for further answers of one span followed by {@code :1}, {@code :2}: a
 * repeated export gives the same id.
 */
public final class SpanReader {
    private static final Set<String> CHATS = Set.of("chat", "generate_content", "text_completion");
    private static final String RETRIEVAL = "retrieval";
    private static final String LENGTH = "length";

    private SpanReader() {}

    /** @throws IngestException {@code INVALID} if the span breaks its own vocabulary */
    public static Finding read(Span span) {
        String operation = span.text("gen_ai.operation.name").orElse("");
        String kind = span.text("openinference.span.kind").orElse("");
        try {
            if (CHATS.contains(operation)) {
                return chat(span, GenAiMessages.of(span));
            }
            if (operation.equals(RETRIEVAL)) {
                return retrieval(span, GenAiMessages.documents(span));
            }
            if (kind.equals("LLM")) {
                return chat(span, OpenInferenceMessages.of(span));
            }
            if (kind.equals("RETRIEVER")) {
                return retrieval(span, OpenInferenceMessages.documents(span));
            }
        } catch (IllegalArgumentException e) {
            IngestException invalid =
                    IngestException.invalid("", e.getMessage() == null ? "not an event" : e.getMessage());
            invalid.initCause(e);
            throw invalid;
        }
        return new Finding.Other(span.traceId());
    }

    /** A text the model gave, and whether it was cut off. */
    record Answer(String text, boolean partial) {
        static Answer of(String text, String finishReason) {
            return new Answer(text, finishReason.equals(LENGTH));
        }
    }

    /** Messages in and out of one span. */
    record Exchange(ChatMessages chat, List<Answer> answers, Generator generator) {}

    private static Finding chat(Span span, Exchange exchange) {
        List<Answer> answers = exchange.answers();
        if (answers.isEmpty()) {
            return new Finding.WithoutContent(span.traceId());
        }
        List<GenerationEvent> events = new ArrayList<>(answers.size());
        ChatMessages chat = exchange.chat();
        for (int i = 0; i < answers.size(); i++) {
            events.add(new GenerationEvent(
                    Event.CURRENT_VERSION,
                    span.traceId() + ":" + span.spanId() + (i == 0 ? "" : ":" + i),
                    Optional.of(span.start()),
                    new Source(span.service(), Optional.empty()),
                    exchange.generator(),
                    chat.conversation(),
                    chat.question(),
                    chat.passages(),
                    chat.toolResults(),
                    answers.get(i).text(),
                    answers.get(i).partial(),
                    Optional.empty(),
                    Optional.empty()));
        }
        return new Finding.Chat(span.traceId(), span.spanId(), span.start(), events);
    }

    private static Finding retrieval(Span span, List<JsonNode> documents) {
        ChatMessages read = new ChatMessages();
        documents.forEach(read::document);
        return read.passages().isEmpty()
                ? new Finding.WithoutContent(span.traceId())
                : new Finding.Retrieval(span.traceId(), span.spanId(), span.start(), read.passages());
    }
}
