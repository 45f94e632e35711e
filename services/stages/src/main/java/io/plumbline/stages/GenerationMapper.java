package io.plumbline.stages;

import io.plumbline.prompt.Passage;
import io.plumbline.prompt.RagExample;
import io.plumbline.schemas.GenerationEvent;
import io.plumbline.schemas.Ids;
import io.plumbline.schemas.ToolResult;
import io.plumbline.schemas.Turn;
import io.plumbline.schemas.Warning;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * From an event to what a detector reads.
 *
 * <p>Passages keep their ids. Tool results are context too, because an answer may stand on them: each becomes a passage
 * {@code tool:<call id>} titled with the tool's name, a call id too long for that {@linkplain Ids#callId
 * shortened}. Earlier turns stand before the question, one a line as {@code role: content}, newest kept when they exceed {@link #CONVERSATION_CHARACTERS}; they are no context. The generator's own token
 * ids are not used by this version.
 */
public final class GenerationMapper {
    /** Earlier turns shown to the model, UTF-16 units. */
    public static final int CONVERSATION_CHARACTERS = 4_000;

    static final String TOOL_PREFIX = "tool:";

    private GenerationMapper() {}

    /** The example to score. */
    public static RagExample toExample(GenerationEvent event) {
        List<Passage> passages = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        for (io.plumbline.schemas.Passage passage : event.passages()) {
            ids.add(passage.id());
            passages.add(new Passage(passage.id(), passage.title().orElse(""), passage.text()));
        }
        for (ToolResult tool : event.toolResults()) {
            if (!tool.content().isBlank()) {
                passages.add(
                        new Passage(freeId(ids, TOOL_PREFIX + Ids.callId(tool.id())), tool.name(), tool.content()));
            }
        }
        return new RagExample(event.id(), question(event), passages, event.response());
    }

    private static String freeId(Set<String> taken, String wanted) {
        String id = wanted;
        for (int i = 2; !taken.add(id); i++) {
            id = wanted + "#" + i;
        }
        return id;
    }

    private static Optional<String> question(GenerationEvent event) {
        List<Turn> shown = shownTurns(event);
        if (shown.isEmpty()) {
            // as none: what asks nothing is judged as a summary, as in labelled data
            return event.question().filter(text -> !text.isBlank());
        }
        StringBuilder text = new StringBuilder();
        for (Turn turn : shown) {
            text.append(turn.role()).append(": ").append(turn.content()).append('\n');
        }
        event.question().ifPresent(text::append);
        return Optional.of(text.toString().strip());
    }

    private static List<Turn> shownTurns(GenerationEvent event) {
        int room = CONVERSATION_CHARACTERS;
        int first = event.conversation().size();
        while (first > 0) {
            room -= event.conversation().get(first - 1).content().length();
            if (room < 0) {
                break;
            }
            first--;
        }
        return event.conversation().subList(first, event.conversation().size());
    }

    /** What a reader of the verdict should know about the event, in a fixed order. */
    public static List<Warning> warnings(GenerationEvent event) {
        List<Warning> warnings = new ArrayList<>();
        event.language()
                .filter(tag -> !Locale.forLanguageTag(tag).getLanguage().equals("en"))
                .ifPresent(tag -> warnings.add(new Warning(
                        "LANGUAGE_NOT_COVERED",
                        "profiles are fitted on English only; this answer is tagged otherwise")));
        if (event.partial()) {
            warnings.add(new Warning("PARTIAL_RESPONSE", "the answer was cut off or is still being written"));
        }
        int hidden = event.conversation().size() - shownTurns(event).size();
        if (hidden > 0) {
            warnings.add(new Warning(
                    "CONVERSATION_SHORTENED",
                    "the oldest " + hidden + " turns were not shown to the model (limit " + CONVERSATION_CHARACTERS
                            + " characters)"));
        }
        return List.copyOf(warnings);
    }
}
