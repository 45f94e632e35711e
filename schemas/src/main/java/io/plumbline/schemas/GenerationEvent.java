package io.plumbline.schemas;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One answer of a language model together with the passages it was given; {@code generation-event.schema.json}.
 *
 * @param schemaVersion see {@link Event#schemaVersion}
 * @param id chosen by the producer, unique within the tenant
 * @param time when the answer was generated
 * @param source who produced the event
 * @param generator what generated the response
 * @param conversation earlier turns, oldest first
 * @param question what the user asked; empty for a task without one, such as a summary
 * @param passages retrieved passages in the order the generator saw them; may be empty
 * @param toolResults results of tools the answer may rest on, oldest first
 * @param response the answer to judge; offsets of verdicts count its code points
 * @param partial whether the response was cut off or is still being written
 * @param language BCP 47 tag of the response
 * @param generatorTokens how the generator tokenised the response
 */
public record GenerationEvent(
        String schemaVersion,
        String id,
        Optional<Instant> time,
        Source source,
        Generator generator,
        List<Turn> conversation,
        Optional<String> question,
        List<Passage> passages,
        List<ToolResult> toolResults,
        String response,
        boolean partial,
        Optional<String> language,
        Optional<GeneratorTokens> generatorTokens)
        implements Event {

    public GenerationEvent {
        Checks.eventId(id);
        conversation = List.copyOf(conversation);
        passages = List.copyOf(passages);
        toolResults = List.copyOf(toolResults);
        Set<String> seen = new HashSet<>();
        for (Passage passage : passages) {
            if (!seen.add(passage.id())) {
                throw new IllegalArgumentException(
                        "passage id \"" + passage.id() + "\" occurs twice; give every passage of an event its own id");
            }
        }
    }

    /** An event with nothing but what is required, and a question. */
    public static GenerationEvent of(String id, Optional<String> question, List<Passage> passages, String response) {
        return new GenerationEvent(
                CURRENT_VERSION,
                id,
                Optional.empty(),
                new Source(),
                new Generator(),
                List.of(),
                question,
                passages,
                List.of(),
                response,
                false,
                Optional.empty(),
                Optional.empty());
    }

    @Override
    public String key() {
        return id;
    }

    @Override
    public String tenant() {
        return source.tenant().orElse(Source.DEFAULT_TENANT);
    }

    /** The same event with another source. */
    public GenerationEvent withSource(Source newSource) {
        return new GenerationEvent(
                schemaVersion,
                id,
                time,
                newSource,
                generator,
                conversation,
                question,
                passages,
                toolResults,
                response,
                partial,
                language,
                generatorTokens);
    }

    /** The same event with other passages. */
    public GenerationEvent withPassages(List<Passage> newPassages) {
        return new GenerationEvent(
                schemaVersion,
                id,
                time,
                source,
                generator,
                conversation,
                question,
                newPassages,
                toolResults,
                response,
                partial,
                language,
                generatorTokens);
    }
}
