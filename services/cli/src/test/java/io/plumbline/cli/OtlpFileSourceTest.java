package io.plumbline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.plumbline.schemas.EventCodec;
import io.plumbline.schemas.GenerationEvent;
import io.plumbline.stages.replay.ReplayItem;
import io.plumbline.stages.replay.ReplayPosition;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On what a real client sent, in the lines that a Collector's file exporter makes of it. */
class OtlpFileSourceTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path RECORDED = Path.of(
            System.getProperty("plumbline.root.dir", ""),
            "services/ingest/src/test/resources/recorded/genai-json.traces.json");
    private static final String TRACE = "8cea352f7b21992ec23062ec4664c661";

    @TempDir
    Path directory = Path.of("");

    private static List<ReplayItem> read(OtlpFileSource source, ReplayPosition from) {
        List<ReplayItem> items = new ArrayList<>();
        source.forEach(from, items::add);
        return items;
    }

    private static GenerationEvent event(ReplayItem item) {
        return new EventCodec().decodeStrict(GenerationEvent.class, item.body());
    }

    /** The same request with one of its scopes only, each of which has one span, in another trace. */
    private static String part(String trace, int scope) throws Exception {
        JsonNode request = JSON.readTree(Files.readString(RECORDED).replace(TRACE, trace));
        ArrayNode scopes = (ArrayNode) request.path("resourceSpans").path(0).path("scopeSpans");
        JsonNode kept = scopes.get(scope);
        scopes.removeAll().add(kept);
        return request.toString();
    }

    @Test
    void answersComeWithWhatWasRetrievedForThemInOneOrderEachTime() throws Exception {
        String other = "b".repeat(32);
        Path file = Files.write(
                directory.resolve("traces.json"),
                List.of(
                        Files.readString(RECORDED),
                        "{\"resourceMetrics\":[]}",
                        "",
                        "cut off by the end of the Coll",
                        Files.readString(RECORDED).replace(TRACE, other),
                        // the Collector sends again what was not acknowledged
                        Files.readString(RECORDED)));
        OtlpFileSource source = OtlpFileSource.open(file, "acme");
        List<ReplayItem> items = read(source, ReplayPosition.START);
        assertThat(items).hasSize(2);
        GenerationEvent first = event(items.get(0));
        assertThat(first.id()).startsWith(TRACE + ":");
        assertThat(first.tenant()).isEqualTo("acme");
        assertThat(first.question()).contains("When was the harbour bridge opened?");
        assertThat(first.passages()).isNotEmpty();
        assertThat(event(items.get(1)).id()).startsWith(other + ":");
        assertThat(source.counts())
                .hasToString(
                        "2 answers in spans; passed over 1 lines that are no OTLP in JSON and 0 spans that cannot be read");

        List<ReplayItem> rest = read(source, new ReplayPosition(Map.of(0, 1L)));
        assertThat(rest).singleElement().satisfies(item -> {
            assertThat(item.place()).isEqualTo(items.get(1).place());
            assertThat(item.body()).isEqualTo(items.get(1).body());
        });
        assertThat(OtlpFileSource.open(file, "acme").identity())
                .isEqualTo(source.identity())
                .isNotEqualTo(OtlpFileSource.open(file, "other").identity());
    }

    @Test
    void anAnswerWhoseTraceIsNotWholeWaitsForTheEndOfTheFile() throws Exception {
        String late = "c".repeat(32);
        Path file = Files.write(
                directory.resolve("late.json"),
                // the root first, then the chat, then what had been retrieved for it
                List.of(part(late, 2), part(late, 1), part(late, 0), Files.readString(RECORDED)));
        List<ReplayItem> items = read(OtlpFileSource.open(file, "default"), ReplayPosition.START);
        assertThat(items).extracting(item -> event(item).id().substring(0, 32)).containsExactly(TRACE, late);
        assertThat(items).allSatisfy(item -> assertThat(event(item).passages()).isNotEmpty());
    }
}
