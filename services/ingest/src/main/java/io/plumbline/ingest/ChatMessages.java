package io.plumbline.ingest;

import com.fasterxml.jackson.databind.JsonNode;
import io.plumbline.schemas.Passage;
import io.plumbline.schemas.ToolResult;
import io.plumbline.schemas.Turn;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * What the messages before an answer say, in our words: the last user message is the question, tool results and messages
 * with a retrieval role are context, the rest is conversation. Images and sound are left out.
 */
final class ChatMessages {
    private static final Set<String> TOOL_ROLES = Set.of("tool", "function");
    private static final Set<String> RETRIEVAL_ROLES = Set.of("context", "document", "documents", "retrieval");
    private static final String USER = "user";

    private final List<Turn> turns = new ArrayList<>();
    private final List<ToolResult> toolResults = new ArrayList<>();
    private final List<Passage> passages = new ArrayList<>();
    private final Set<String> passageIds = new HashSet<>();
    private final Map<String, String> toolNames = new HashMap<>();

    /** One message with its role, its text, and what it is called. */
    record Message(String role, String content, Optional<String> name, Optional<String> toolCallId) {}

    /** A tool was asked for; its results come in later messages. */
    void toolCall(String id, String name) {
        toolNames.put(id, name);
    }

    /** Adds a message, oldest first. */
    void add(Message message) {
        if (TOOL_ROLES.contains(message.role())) {
            String id = message.toolCallId().orElse("call-" + (toolResults.size() + 1));
            String name = message.name().orElseGet(() -> toolNames.getOrDefault(id, "tool"));
            toolResults.add(new ToolResult(id, name, message.content()));
        } else if (RETRIEVAL_ROLES.contains(message.role())) {
            passage(message.name(), Optional.empty(), message.content());
        } else if (!message.content().isEmpty()) {
            turns.add(new Turn(message.role(), message.content()));
        }
    }

    /** Adds a passage; one without an id, or with one that is taken, gets one of its place. Empty ones are left out. */
    void passage(Optional<String> id, Optional<String> title, String text) {
        if (text.isEmpty()) {
            return;
        }
        String free = id.filter(given -> !passageIds.contains(given)).orElse("passage-" + (passages.size() + 1));
        while (!passageIds.add(free)) {
            free += "'";
        }
        passages.add(new Passage(free, title, text));
    }

    /** A document as search services give it: a text, or an object with one under a usual name. */
    void document(JsonNode document) {
        JsonNode data = document.path("data").isObject() ? document.path("data") : document;
        Optional<String> text =
                document.isTextual() ? Json.text(document) : Json.text(data, "text", "content", "contents", "snippet");
        Optional<String> id = Json.text(document, "id", "doc_id").or(() -> Json.text(data, "id", "doc_id"));
        text.ifPresent(found -> passage(id, Json.text(data, "title"), found));
    }

    /** Every turn but the question. */
    List<Turn> conversation() {
        int asked = lastUser();
        return IntStream.range(0, turns.size())
                .filter(i -> i != asked)
                .mapToObj(turns::get)
                .toList();
    }

    Optional<String> question() {
        int asked = lastUser();
        return asked < 0 ? Optional.empty() : Optional.of(turns.get(asked).content());
    }

    private int lastUser() {
        int last = turns.size() - 1;
        while (last >= 0 && !turns.get(last).role().equals(USER)) {
            last--;
        }
        return last;
    }

    List<Passage> passages() {
        return passages;
    }

    List<ToolResult> toolResults() {
        return toolResults;
    }
}
