package io.plumbline.gateway.redaction;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.plumbline.schemas.GenerationEvent;
import io.plumbline.schemas.GeneratorTokens;
import io.plumbline.schemas.Passage;
import io.plumbline.schemas.ToolResult;
import io.plumbline.schemas.Turn;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Replaces what has a form by placeholders, {@code [EMAIL-1]}: the number counts the different values of a kind in the order in which passages,
 * tool results, conversation, question and answer name them first. So an answer that repeats the passage's number still does, and one with
 * another number has another placeholder.
 */
@ApplicationScoped
public class PatternRedactor implements Redactor {
    private static final Pattern NAME = Pattern.compile("[A-Z][A-Z0-9_]{0,31}");

    private final Set<PersonalData> kinds;
    private final Map<String, Pattern> patterns = new TreeMap<>();
    private final String phoneRegion;

    /** @throws IllegalArgumentException if a name or a pattern is none: a wrong setting ends the start */
    public PatternRedactor(RedactionConfig config) {
        kinds = config.kinds().orElse(Set.of());
        phoneRegion = config.phoneRegion();
        config.patterns().forEach((name, pattern) -> {
            if (!NAME.matches(name)) {
                throw new IllegalArgumentException(
                        "plumbline.gateway.redaction.patterns." + name
                                + ": a name is upper-case letters, digits and _, at most 32, since it stands in the placeholder");
            }
            try {
                patterns.put(name, Pattern.compile(pattern));
            } catch (PatternSyntaxException e) {
                throw new IllegalArgumentException(
                        "plumbline.gateway.redaction.patterns." + name + " is no RE2 expression: " + e.getMessage(), e);
            }
        });
    }

    @Override
    public Redaction redact(GenerationEvent event) {
        if (kinds.isEmpty() && patterns.isEmpty()) {
            return new Redaction(event, Map.of());
        }
        Placeholders placeholders = new Placeholders();
        List<Passage> passages = event.passages().stream()
                .map(passage -> new Passage(
                        passage.id(),
                        passage.title().map(title -> replace(title, placeholders)),
                        replace(passage.text(), placeholders)))
                .toList();
        List<ToolResult> toolResults = event.toolResults().stream()
                .map(result -> new ToolResult(result.id(), result.name(), replace(result.content(), placeholders)))
                .toList();
        List<Turn> conversation = event.conversation().stream()
                .map(turn -> new Turn(turn.role(), replace(turn.content(), placeholders)))
                .toList();
        Optional<String> question = event.question().map(text -> replace(text, placeholders));
        String response = replace(event.response(), placeholders);
        // ids of tokens are the text again, and no longer those of this one
        Optional<GeneratorTokens> tokens = event.generatorTokens().filter(ids -> response.equals(event.response()));
        return new Redaction(
                new GenerationEvent(
                        event.schemaVersion(),
                        event.id(),
                        event.time(),
                        event.source(),
                        event.generator(),
                        conversation,
                        question,
                        passages,
                        toolResults,
                        response,
                        event.partial(),
                        event.language(),
                        tokens),
                placeholders.counts());
    }

    private String replace(String text, Placeholders placeholders) {
        List<Found> found = new ArrayList<>();
        kinds.forEach(kind -> found.addAll(kind.find(text, phoneRegion)));
        patterns.forEach((name, pattern) -> {
            Matcher matcher = pattern.matcher(text);
            while (matcher.find()) {
                if (matcher.end() > matcher.start()) {
                    found.add(new Found(matcher.start(), matcher.end(), name, matcher.group()));
                }
            }
        });
        found.sort(Comparator.comparingInt(Found::start)
                .thenComparing(Comparator.comparingInt(Found::end).reversed())
                .thenComparing(Found::kind));
        StringBuilder replaced = new StringBuilder(text.length());
        int copied = 0;
        for (Found place : found) {
            if (place.end() > copied) {
                // of a value that begins within the one before, the placeholder stands for the rest
                replaced.append(text, copied, Math.max(copied, place.start())).append(placeholders.of(place));
                copied = place.end();
            }
        }
        return replaced.append(text, copied, text.length()).toString();
    }

    /** The placeholders of one event. */
    private static final class Placeholders {
        private final Map<String, Map<String, Integer>> numbers = new HashMap<>();

        String of(Found found) {
            Map<String, Integer> ofKind = numbers.computeIfAbsent(found.kind(), kind -> new HashMap<>());
            int number = ofKind.computeIfAbsent(found.value(), value -> ofKind.size() + 1);
            return "[" + found.kind() + "-" + number + "]";
        }

        Map<String, Integer> counts() {
            Map<String, Integer> counts = new TreeMap<>();
            numbers.forEach((kind, values) -> counts.put(kind, values.size()));
            return counts;
        }
    }
}
