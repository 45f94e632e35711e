package io.plumbline.standalone;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.plumbline.model.ErrorCode;
import io.plumbline.model.PlumblineException;
import io.plumbline.schemas.Event;
import io.plumbline.schemas.GenerationEvent;
import io.plumbline.schemas.Generator;
import io.plumbline.schemas.Passage;
import io.plumbline.schemas.Source;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A labelled answer in the neutral JSON-lines schema of {@code samples/README.md}.
 *
 * @param event the answer as an event
 * @param hallucinated the label; empty where none is known
 * @param origin where it comes from, for people
 */
public record Sample(GenerationEvent event, Optional<Boolean> hallucinated, String origin) {
    private static final String RESOURCE = "/samples/traffic.jsonl";
    private static final ObjectMapper JSON = new ObjectMapper();

    /** The bundled traffic, in its order. */
    public static List<Sample> bundled() {
        List<Sample> samples = new ArrayList<>();
        try (InputStream in = Sample.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException("the resource " + RESOURCE + " is missing: build again");
            }
            BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                samples.add(parse(JSON.readTree(line)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return List.copyOf(samples);
    }

    /** Whether {@code json} is in this schema rather than a generation event. */
    public static boolean looksLike(JsonNode json) {
        return json.has("contexts");
    }

    /**
     * Reads one row: {@code id, question|null, contexts[str or {title,text}], titles[]?, response, generator?,
     * hallucinated?}.
     *
     * @throws PlumblineException {@link ErrorCode#INVALID_INPUT}
     */
    public static Sample parse(JsonNode row) {
        String id = row.path("id").asText("");
        if (id.isEmpty()
                || !row.path("response").isTextual()
                || !row.path("contexts").isArray()) {
            throw new PlumblineException(
                    ErrorCode.INVALID_INPUT, "a row needs id, contexts (a list) and response (a text)");
        }
        try {
            return new Sample(event(id, row), label(row), origin(row));
        } catch (IllegalArgumentException e) {
            throw new PlumblineException(ErrorCode.INVALID_INPUT, "row " + id + ": " + e.getMessage(), e);
        }
    }

    private static GenerationEvent event(String id, JsonNode row) {
        List<Passage> passages = new ArrayList<>();
        for (int i = 0; i < row.path("contexts").size(); i++) {
            JsonNode context = row.path("contexts").get(i);
            String text = context.isTextual()
                    ? context.asText()
                    : context.path("text").asText("");
            Optional<String> title = optional(context.path("title")).or(titleOf(row, i));
            if (!text.isEmpty()) {
                passages.add(new Passage("p" + (i + 1), title, text));
            }
        }
        return new GenerationEvent(
                Event.CURRENT_VERSION,
                id,
                Optional.empty(),
                new Source(Optional.of("sample"), Optional.empty()),
                new Generator(optional(row.path("generator")), Optional.empty()),
                List.of(),
                optional(row.path("question")),
                passages,
                List.of(),
                row.path("response").asText(),
                false,
                Optional.of("en"),
                Optional.empty());
    }

    private static Supplier<Optional<String>> titleOf(JsonNode row, int i) {
        return () -> optional(row.path("titles").path(i));
    }

    private static Optional<String> optional(JsonNode node) {
        return node.isTextual() && !node.asText().isEmpty() ? Optional.of(node.asText()) : Optional.empty();
    }

    private static Optional<Boolean> label(JsonNode row) {
        return row.path("hallucinated").isBoolean()
                ? Optional.of(row.path("hallucinated").asBoolean())
                : Optional.empty();
    }

    private static String origin(JsonNode row) {
        String origin =
                row.path("task").asText("") + ", " + row.path("generator").asText("");
        return row.path("constructed").asBoolean() ? origin + ", constructed" : origin;
    }

    /** The same answer under another event id. */
    public Sample withId(String id) {
        GenerationEvent e = event;
        return new Sample(
                new GenerationEvent(
                        e.schemaVersion(),
                        id,
                        e.time(),
                        e.source(),
                        e.generator(),
                        e.conversation(),
                        e.question(),
                        e.passages(),
                        e.toolResults(),
                        e.response(),
                        e.partial(),
                        e.language(),
                        e.generatorTokens()),
                hallucinated,
                origin);
    }
}
