package io.plumbline.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import io.plumbline.ingest.IngestException.Reason;
import io.plumbline.ingest.Otlp.Encoding;
import io.plumbline.schemas.GenerationEvent;
import io.plumbline.schemas.Passage;
import io.plumbline.schemas.Turn;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SpanReaderTest {
    private static final String TRACE = "0123456789abcdef0123456789abcdef";

    @Test
    void genAiSpansInProtobufAndJsonSayTheSame() {
        for (Otlp.Batch batch : List.of(
                Otlp.traces(Recorded.bytes("genai-span.traces.pb"), Encoding.PROTOBUF),
                Otlp.traces(Recorded.bytes("genai-json.traces.json"), Encoding.JSON))) {
            assertThat(batch.malformed()).isZero();
            assertThat(batch.spans()).hasSize(3).extracting(Span::root).containsExactly(false, false, true);
            holdsTheExchange(batch.spans());
        }
    }

    @Test
    void openInferenceSpansSayTheSame() {
        List<Span> spans = Otlp.traces(Recorded.bytes("openinference.traces.pb"), Encoding.PROTOBUF)
                .spans();
        holdsTheExchange(List.of(spans.get(0), spans.get(2)));
        assertThat(SpanReader.read(spans.get(1))).isInstanceOf(Finding.Other.class);
    }

    private static void holdsTheExchange(List<Span> spans) {
        Finding.Retrieval retrieval = (Finding.Retrieval) SpanReader.read(spans.get(0));
        assertThat(retrieval.passages())
                .containsExactly(
                        new Passage(
                                "bridge-1",
                                Optional.of("Harbour Bridge"),
                                "The harbour bridge was opened to traffic on 19 March 1932."),
                        new Passage("bridge-2", Optional.of("Caf\u00e9s"), "Caf\u00e9s line the southern shore."));
        Finding.Chat chat = (Finding.Chat) SpanReader.read(spans.get(1));
        assertThat(chat.traceId()).isEqualTo(retrieval.traceId());
        assertThat(retrieval.start()).isBefore(chat.start());
        assertThat(chat.events()).hasSize(1);
        holdsTheAnswer(chat);
    }

    private static void holdsTheAnswer(Finding.Chat chat) {
        GenerationEvent event = chat.events().get(0);
        assertThat(event.id()).isEqualTo(chat.traceId() + ":" + chat.spanId());
        assertThat(event.question()).contains(Recorded.QUESTION);
        assertThat(event.response()).isEqualTo(Recorded.ANSWER);
        assertThat(event.conversation()).containsExactly(new Turn("system", "Answer from the documents only."));
        assertThat(event.generator().model()).contains("some-model-8b");
        assertThat(event.generator().provider()).contains("openai");
        assertThat(event.source().app()).contains("helpdesk");
    }

    @Test
    void contentInTheEventIsReadFromTheLogs() {
        List<Span> spans = Otlp.traces(Recorded.bytes("genai-event.traces.pb"), Encoding.PROTOBUF)
                .spans();
        assertThat(SpanReader.read(spans.get(1))).isInstanceOf(Finding.WithoutContent.class);
        Otlp.Batch logs = Otlp.logs(Recorded.bytes("genai-event.logs1.pb"), Encoding.PROTOBUF);
        assertThat(logs.spans()).hasSize(1);
        Finding.Chat chat = (Finding.Chat) SpanReader.read(logs.spans().get(0));
        assertThat(chat.spanId()).isEqualTo(spans.get(1).spanId());
        holdsTheAnswer(chat);
    }

    @Test
    void withoutContentThereIsNothingToJudge() {
        List<Finding> findings = Otlp.traces(Recorded.bytes("genai-none.traces.pb"), Encoding.PROTOBUF).spans().stream()
                .map(SpanReader::read)
                .toList();
        assertThat(findings.get(0)).isInstanceOf(Finding.WithoutContent.class);
        assertThat(findings.get(1)).isInstanceOf(Finding.WithoutContent.class);
        assertThat(findings.get(2)).isInstanceOf(Finding.Other.class);
    }

    @Test
    void toolCallsAndTheirResponsesAreJoinedByTheirId() {
        Finding.Chat chat = (Finding.Chat) SpanReader.read(span(Map.of(
                "gen_ai.operation.name", "chat",
                "gen_ai.system_instructions", "[{\"type\":\"text\",\"content\":\"be brief\"}]",
                "gen_ai.input.messages", """
                        [{"role":"user","parts":[{"type":"text","content":"q"}]},
                         {"role":"assistant","parts":[{"type":"tool_call","id":"c","name":"search","arguments":{}}]},
                         {"role":"tool","parts":[{"type":"tool_call_response","id":"c","response":{"hits":1}}]}]""",
                "gen_ai.output.messages", """
                        [{"role":"assistant","parts":[{"type":"text","content":"one"}],"finish_reason":"length"},
                         {"role":"assistant","parts":[{"type":"text","content":"two"}],"finish_reason":"stop"}]""")));
        assertThat(chat.events()).extracting(GenerationEvent::response).containsExactly("one", "two");
        assertThat(chat.events().get(1).id()).endsWith(":1");
        assertThat(chat.events().get(0).partial()).isTrue();
        assertThat(chat.events().get(0).toolResults()).hasSize(1).allSatisfy(result -> {
            assertThat(result.name()).isEqualTo("search");
            assertThat(result.content()).isEqualTo("{\"hits\":1}");
        });
        assertThat(chat.events().get(0).conversation()).containsExactly(new Turn("system", "be brief"));
    }

    @Test
    void whatIsNoOtlpIsSaid() {
        for (Encoding encoding : Encoding.values()) {
            byte[] body = "nonsense".getBytes(StandardCharsets.UTF_8);
            assertThat(catchThrowableOfType(IngestException.class, () -> Otlp.traces(body, encoding))
                            .reason())
                    .isEqualTo(Reason.UNPARSABLE);
            assertThat(catchThrowableOfType(IngestException.class, () -> Otlp.logs(body, encoding))
                            .reason())
                    .isEqualTo(Reason.UNPARSABLE);
        }
        assertThat(Otlp.traces(new byte[0], Encoding.PROTOBUF).spans()).isEmpty();
        String noIds = "{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[{\"traceId\":\"xyz\"}]}]}]}";
        assertThat(Otlp.traces(noIds.getBytes(StandardCharsets.UTF_8), Encoding.JSON)
                        .malformed())
                .isEqualTo(1);
    }

    private static Span span(Map<String, String> attributes) {
        Map<String, JsonNode> nodes = new HashMap<>();
        attributes.forEach((name, value) -> nodes.put(name, Json.NODES.textNode(value)));
        return new Span(TRACE, "0123456789abcdef", false, Instant.EPOCH, Optional.empty(), nodes);
    }
}
