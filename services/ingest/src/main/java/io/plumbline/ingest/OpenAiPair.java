package io.plumbline.ingest;

import com.fasterxml.jackson.databind.JsonNode;
import io.plumbline.ingest.IngestException.Reason;
import io.plumbline.schemas.Event;
import io.plumbline.schemas.GenerationEvent;
import io.plumbline.schemas.Generator;
import io.plumbline.schemas.Source;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * An OpenAI chat completion, request and response as they went over the wire: {@code {"request": {...}, "response": {...}}}
 * with optional {@code id}, {@code app}, {@code language}, {@code provider} and {@code passages} beside them.
 *
 * <p>The last user message is the question. Context is: the pair's {@code passages}, the request's {@code documents} (as
 * vLLM and other compatible servers take them), messages with role {@code tool} or {@code function} as tool results, and
 * messages with role {@code context}, {@code document} or {@code retrieval} as passages. Everything else is conversation.
 * The event has the id of the pair, or the response's own.
 */
public final class OpenAiPair {
    private OpenAiPair() {}

    /**
     * The event of a pair.
     *
     * @throws IngestException {@code UNPARSABLE}, {@code INVALID} with a pointer, or {@code NO_ANSWER} if the response
     *     asks for tools, refuses, or is empty
     */
    public static GenerationEvent toEvent(byte[] body) {
        JsonNode pair = Json.object(body);
        JsonNode request = requireObject(pair, "request");
        JsonNode response = requireObject(pair, "response");
        ChatMessages chat = new ChatMessages();
        elements(pair.path("passages"), "/passages").forEach(chat::document);
        elements(request.path("documents"), "/request/documents").forEach(chat::document);
        messages(request, chat);
        JsonNode choice = choice(response);
        String answer = answer(choice);
        return valid(() -> new GenerationEvent(
                Event.CURRENT_VERSION,
                Json.text(pair.path("id"))
                        .or(() -> Json.text(response.path("id")))
                        .orElseThrow(
                                () -> IngestException.invalid("/response/id", "give the pair or its response an id")),
                created(response),
                new Source(Json.text(pair.path("app")), Optional.empty()),
                new Generator(
                        Json.text(response.path("model")).or(() -> Json.text(request.path("model"))),
                        Json.text(pair.path("provider"))),
                chat.conversation(),
                chat.question(),
                chat.passages(),
                chat.toolResults(),
                answer,
                choice.path("finish_reason").asText("").equals("length"),
                Json.text(pair.path("language")),
                Optional.empty()));
    }

    private static void messages(JsonNode request, ChatMessages chat) {
        List<JsonNode> messages = elements(request.path("messages"), "/request/messages");
        if (messages.isEmpty()) {
            throw IngestException.invalid("/request/messages", "an array with at least one message is expected");
        }
        for (int i = 0; i < messages.size(); i++) {
            JsonNode message = messages.get(i);
            String pointer = "/request/messages/" + i;
            String role = Json.text(message.path("role"))
                    .orElseThrow(() -> IngestException.invalid(pointer + "/role", "a role is expected"));
            for (JsonNode call : message.path("tool_calls")) {
                chat.toolCall(
                        call.path("id").asText(""),
                        call.path("function").path("name").asText("tool"));
            }
            chat.add(new ChatMessages.Message(
                    role,
                    content(message.path("content"), pointer + "/content"),
                    Json.text(message.path("name")),
                    Json.text(message.path("tool_call_id"))));
        }
    }

    /** A text, or the texts of its parts, one a line; other parts are left out. */
    private static String content(JsonNode content, String pointer) {
        if (content.isMissingNode() || content.isNull()) {
            return "";
        }
        if (content.isTextual()) {
            return content.textValue();
        }
        List<String> texts = new ArrayList<>();
        for (JsonNode part : elements(content, pointer)) {
            Json.text(part.path("text")).ifPresent(texts::add);
        }
        return String.join("\n", texts);
    }

    private static JsonNode choice(JsonNode response) {
        List<JsonNode> choices = elements(response.path("choices"), "/response/choices");
        if (choices.size() != 1) {
            throw IngestException.invalid(
                    "/response/choices",
                    choices.size()
                            + " choices; send one pair for each choice, with its own id, streamed chunks joined");
        }
        return choices.get(0);
    }

    private static String answer(JsonNode choice) {
        JsonNode message = choice.path("message");
        String answer = content(message.path("content"), "/response/choices/0/message/content");
        if (answer.isEmpty()) {
            boolean asksForTools = message.path("tool_calls").size() > 0 || message.has("function_call");
            throw new IngestException(
                    Reason.NO_ANSWER,
                    "/response/choices/0/message",
                    asksForTools
                            ? "the model asks for a tool; send the pair whose response is text"
                            : "the message has no text; there is nothing to judge");
        }
        return answer;
    }

    private static Optional<Instant> created(JsonNode response) {
        JsonNode created = response.path("created");
        try {
            return created.canConvertToLong()
                    ? Optional.of(Instant.ofEpochSecond(created.longValue()))
                    : Optional.empty();
        } catch (DateTimeException e) {
            throw IngestException.invalid("/response/created", "seconds since 1970 are expected");
        }
    }

    private static JsonNode requireObject(JsonNode pair, String field) {
        if (!pair.path(field).isObject()) {
            throw IngestException.invalid(
                    "/" + field, "an object is expected: send {\"request\": {...}, \"response\": {...}}");
        }
        return pair.path(field);
    }

    private static List<JsonNode> elements(JsonNode array, String pointer) {
        if (array.isMissingNode() || array.isNull()) {
            return List.of();
        }
        if (!array.isArray()) {
            throw IngestException.invalid(pointer, "an array is expected");
        }
        List<JsonNode> elements = new ArrayList<>(array.size());
        array.forEach(elements::add);
        return elements;
    }

    private static GenerationEvent valid(Supplier<GenerationEvent> event) {
        try {
            return event.get();
        } catch (IllegalArgumentException e) {
            String message = e.getMessage() == null ? "not an event" : e.getMessage();
            IngestException invalid = IngestException.invalid("", message);
            invalid.initCause(e);
            throw invalid;
        }
    }
}
