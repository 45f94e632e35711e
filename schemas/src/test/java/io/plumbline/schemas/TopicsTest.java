package io.plumbline.schemas;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TopicsTest {
    @Test
    void everyTopicThatServicesTakeEventsFromHasADeadLetterTopicThatHoldsItsRecords() {
        Set<String> without = Set.of(Topics.SHADOW_VERDICTS, Topics.ROUTING, Topics.AUDIT);
        assertThat(Topics.all()).hasSize(13);
        for (TopicSpec topic : Topics.all()) {
            if (!topic.name().endsWith(Topics.DLQ_SUFFIX) && !without.contains(topic.name())) {
                TopicSpec dlq = Topics.all().stream()
                        .filter(spec -> spec.name().equals(Topics.dlq(topic.name())))
                        .findFirst()
                        .orElseThrow();
                assertThat(dlq.bytesMax()).isGreaterThan(topic.bytesMax());
                assertThat(dlq.retention()).isGreaterThanOrEqualTo(topic.retention());
            }
        }
    }

    @Test
    void theRoutingTableIsKeptForEver() {
        assertThat(Topics.all())
                .filteredOn(topic -> "-1".equals(topic.config().get("retention.ms")))
                .extracting(TopicSpec::name)
                .containsExactly(Topics.ROUTING);
    }

    @Test
    void everyEventFitsItsTopic() {
        for (EventKind kind : EventKind.values()) {
            assertThat(kind.bytesMax()).isLessThan(Topics.TOPIC_BYTES_MAX - 64 * 1024);
        }
    }

    @Test
    void cloudEventsHeadersReadBack() {
        CloudEventHeaders headers = CloudEventHeaders.of(
                Samples.verdict(Samples.scored()), "/plumbline/detector", Instant.parse("2026-01-02T03:04:05Z"));
        assertThat(headers.type()).isEqualTo("io.plumbline.verdict.v1");
        assertThat(headers.subject()).contains("chatcmpl-7:1");
        assertThat(CloudEventHeaders.read(headers.toHeaders())).contains(headers);
    }

    @Test
    void cloudEventsHeadersAreOptional() {
        assertThat(CloudEventHeaders.read(Map.of())).isEmpty();
        Map<String, byte[]> headers = new HashMap<>(
                CloudEventHeaders.of(Samples.generation(), "/x", Instant.EPOCH).toHeaders());
        headers.put("ce_time", "soon".getBytes(UTF_8));
        assertThat(CloudEventHeaders.read(headers).orElseThrow().time()).isEqualTo(Optional.empty());
        headers.remove("ce_id");
        assertThat(CloudEventHeaders.read(headers)).isEmpty();
    }

    @Test
    void headerValuesAreCutBetweenCodePoints() {
        assertThat(RecordHeaders.value("short")).isEqualTo("short".getBytes(UTF_8));
        byte[] cut = RecordHeaders.value("x" + "\uD83E\uDD8A".repeat(2000));
        assertThat(cut.length).isEqualTo(4093);
        assertThat(new String(cut, UTF_8)).endsWith("\uD83E\uDD8A");
    }
}
