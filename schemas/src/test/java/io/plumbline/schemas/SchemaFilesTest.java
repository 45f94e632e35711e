package io.plumbline.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The files are the source: records mirror them, and they may only grow. */
class SchemaFilesTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private record Mirror(Class<? extends Record> type, EventKind kind, String pointer) {}

    static List<Mirror> mirrors() {
        return List.of(
                new Mirror(GenerationEvent.class, EventKind.GENERATION, ""),
                new Mirror(Source.class, EventKind.GENERATION, "/properties/source"),
                new Mirror(Generator.class, EventKind.GENERATION, "/properties/generator"),
                new Mirror(Turn.class, EventKind.GENERATION, "/properties/conversation/items"),
                new Mirror(Passage.class, EventKind.GENERATION, "/properties/passages/items"),
                new Mirror(ToolResult.class, EventKind.GENERATION, "/properties/toolResults/items"),
                new Mirror(GeneratorTokens.class, EventKind.GENERATION, "/properties/generatorTokens"),
                new Mirror(VerdictEvent.class, EventKind.VERDICT, ""),
                new Mirror(SuspectSpan.class, EventKind.VERDICT, "/definitions/span"),
                new Mirror(Evidence.class, EventKind.VERDICT, "/definitions/evidence"),
                new Mirror(Counts.class, EventKind.VERDICT, "/definitions/counts"),
                new Mirror(Warning.class, EventKind.VERDICT, "/definitions/warning"),
                new Mirror(MitigationRequestEvent.class, EventKind.MITIGATION_REQUEST, ""),
                new Mirror(MitigationEvent.class, EventKind.MITIGATION, ""),
                new Mirror(MitigationAttempt.class, EventKind.MITIGATION, "/definitions/attempt"),
                new Mirror(Answer.class, EventKind.MITIGATION, "/definitions/answer"),
                new Mirror(LabelEvent.class, EventKind.LABEL, ""),
                new Mirror(LabelSpan.class, EventKind.LABEL, "/definitions/span"));
    }

    @ParameterizedTest
    @MethodSource("mirrors")
    void aRecordHasTheFieldsOfItsSchema(Mirror mirror) {
        JsonNode schema = schema("/io/plumbline/schemas/", mirror.kind()).at(mirror.pointer());
        assertThat(names(mirror.type())).isEqualTo(names(schema.path("properties")));
        assertThat(schema.path("additionalProperties").asBoolean(true)).isFalse();
        Set<String> required = strings(schema.path("required"));
        for (RecordComponent component : mirror.type().getRecordComponents()) {
            boolean optional = component.getType() == Optional.class;
            boolean hasDefault = component.getType() == List.class
                    || component.getType() == boolean.class
                    || component.getName().equals("schemaVersion")
                    || component.getType() == Source.class
                    || component.getType() == Generator.class;
            if (optional) {
                assertThat(required).doesNotContain(component.getName());
            } else if (!hasDefault) {
                assertThat(required).contains(component.getName());
            }
        }
    }

    @Test
    void theOutcomesHaveTheFieldsOfTheirCases() {
        JsonNode outcome = schema("/io/plumbline/schemas/", EventKind.VERDICT).at("/definitions/outcome");
        Map<String, Class<? extends Record>> types = Map.of(
                Outcome.SCORED, Outcome.Scored.class,
                Outcome.ABSTAINED, Outcome.Abstained.class,
                Outcome.UNAVAILABLE, Outcome.Unavailable.class);
        Set<String> all = new TreeSet<>(Set.of("status"));
        Set<String> seen = new TreeSet<>();
        for (JsonNode branch : outcome.path("allOf")) {
            String status = branch.at("/if/properties/status/const").asText();
            Set<String> fields = names(Objects.requireNonNull(types.get(status), status));
            assertThat(strings(branch.at("/then/required"))).isEqualTo(fields);
            all.addAll(fields);
            fields.add("status");
            assertThat(names(branch.at("/then/properties"))).isEqualTo(fields);
            seen.add(status);
        }
        assertThat(seen).isEqualTo(types.keySet());
        assertThat(names(outcome.path("properties"))).isEqualTo(all);
    }

    @ParameterizedTest
    @EnumSource
    void everySchemaIsDraft07AndTellsItsHistory(EventKind kind) {
        JsonNode schema = schema("/io/plumbline/schemas/", kind);
        assertThat(schema.path("$schema").asText()).isEqualTo("http://json-schema.org/draft-07/schema#");
        assertThat(schema.path("$id").asText()).isEqualTo(kind.schemaId());
        assertThat(schema.path("$comment").asText())
                .startsWith("History. 1.0:")
                .contains(String.valueOf(kind.bytesMax()));
    }

    @ParameterizedTest
    @EnumSource
    void theSchemaReadsWhateverTheFrozenOneAllowed(EventKind kind) {
        JsonNode frozen = schema("/frozen/v1/", kind);
        assertThat(Compatibility.narrowings(frozen, schema("/io/plumbline/schemas/", kind)))
                .as("a document valid under the frozen schema must stay valid")
                .isEmpty();
    }

    @Test
    void theComparisonSeesEveryNarrowing() throws IOException {
        JsonNode old = MAPPER.readTree(
                "{\"type\":\"object\",\"required\":[\"a\"],\"properties\":{\"a\":{\"type\":\"string\",\"maxLength\":9},"
                        + "\"b\":{\"type\":[\"string\",\"null\"]},\"c\":{\"type\":\"array\",\"maxItems\":3}}}");
        for (String change : List.of(
                "{\"required\":[\"a\",\"b\"]}",
                "{\"properties\":{\"a\":{\"maxLength\":8}}}",
                "{\"properties\":{\"a\":{\"pattern\":\"x\"}}}",
                "{\"properties\":{\"a\":{\"minLength\":1}}}",
                "{\"properties\":{\"b\":{\"type\":\"string\"}}}",
                "{\"properties\":{\"c\":{\"maxItems\":2}}}",
                "{\"properties\":{\"c\":{\"items\":{\"type\":\"string\"}}}}")) {
            JsonNode narrowed = MAPPER.readerForUpdating(old.deepCopy()).readTree(change);
            assertThat(Compatibility.narrowings(old, narrowed)).as(change).isNotEmpty();
        }
        JsonNode widened = MAPPER.readerForUpdating(old.deepCopy())
                .readTree("{\"properties\":{\"a\":{\"maxLength\":10},\"d\":{\"type\":\"string\"}}}");
        assertThat(Compatibility.narrowings(old, widened)).isEmpty();
    }

    @Test
    void frozenDocumentsStillRead() throws IOException {
        EventCodec codec = new EventCodec();
        for (Event event : Samples.all()) {
            String name = "/frozen/v1/samples/" + Samples.all().indexOf(event) + ".json";
            try (InputStream in = SchemaFilesTest.class.getResourceAsStream(name)) {
                byte[] bytes = Objects.requireNonNull(in, name).readAllBytes();
                assertThat((Event) codec.decode(event.getClass(), bytes))
                        .as(name)
                        .isEqualTo(event);
                assertThat(codec.encode(event)).as("the bytes of %s", name).isEqualTo(bytes);
            }
        }
    }

    private static JsonNode schema(String folder, EventKind kind) {
        try (InputStream in = SchemaFilesTest.class.getResourceAsStream(folder + kind.schemaResource())) {
            return MAPPER.readTree(Objects.requireNonNull(in));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static Set<String> names(Class<? extends Record> type) {
        return Arrays.stream(type.getRecordComponents())
                .map(RecordComponent::getName)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> names(JsonNode properties) {
        return properties.properties().stream().map(Map.Entry::getKey).collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> strings(JsonNode array) {
        return Stream.iterate(0, i -> i < array.size(), i -> i + 1)
                .map(i -> array.path(i).asText())
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
