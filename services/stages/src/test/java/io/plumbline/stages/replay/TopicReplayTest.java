package io.plumbline.stages.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.embeddedkafka.EmbeddedKafka;
import io.plumbline.schemas.RecordHeaders;
import io.plumbline.schemas.TopicSpec;
import io.plumbline.schemas.Topics;
import io.plumbline.stages.kafka.TopicRange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From topic to topic, on a real broker. */
class TopicReplayTest {
    private static final int EVENTS = 300;
    private static final String OUT = "replayed";
    private static final Instant NOON = Instant.parse("2026-01-31T12:00:00Z");

    private static Optional<EmbeddedKafka> kafka = Optional.empty();
    private static Map<String, Object> client = Map.of();

    @TempDir
    Path directory = Path.of("");

    /** Event {@code i} is {@code i} seconds after noon; its partition jumps about. */
    @BeforeAll
    static void start() throws Exception {
        kafka = Optional.of(EmbeddedKafka.builder()
                .port(0)
                .topics(Stream.concat(
                                Topics.all().stream(),
                                Stream.of(new TopicSpec(OUT, 2, Duration.ofDays(3650), Topics.TOPIC_BYTES_MAX)))
                        .map(spec ->
                                new TopicSpec(spec.name(), spec.partitions(), Duration.ofDays(3650), spec.bytesMax()))
                        .toList())
                .start());
        client = Map.of("bootstrap.servers", kafka.get().bootstrapServers());
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(client, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (int i = 0; i < EVENTS; i++) {
                ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(
                        Topics.GENERATIONS,
                        i * 7 % 6,
                        NOON.plusSeconds(i).toEpochMilli(),
                        ("e" + i).getBytes(StandardCharsets.UTF_8),
                        Log.event(i));
                Future<RecordMetadata> unused = producer.send(record);
            }
        }
    }

    @AfterAll
    static void stop() {
        kafka.ifPresent(EmbeddedKafka::close);
    }

    private static List<Integer> numbers(TopicRange.Limits limits) {
        List<Integer> numbers = new ArrayList<>();
        try (TopicRange range = TopicRange.open(client, Topics.GENERATIONS, limits)) {
            range.inTimeOrder(record ->
                    numbers.add(Integer.parseInt(new String(record.key(), StandardCharsets.UTF_8).substring(1))));
        }
        return numbers;
    }

    private static List<Integer> range(int from, int until) {
        return IntStream.range(from, until).boxed().toList();
    }

    private static TopicRange.Limits times(int from, int until) {
        return new TopicRange.Limits(
                Optional.of(NOON.plusSeconds(from)),
                Optional.of(NOON.plusSeconds(until)),
                OptionalLong.empty(),
                OptionalLong.empty());
    }

    @Test
    void partitionsAreReadInTheOrderOfTime() {
        assertThat(numbers(TopicRange.Limits.NONE)).isEqualTo(range(0, EVENTS));
        assertThat(numbers(times(100, 200))).isEqualTo(range(100, 200));
        assertThat(numbers(times(1000, 2000))).isEmpty();
        assertThat(numbers(new TopicRange.Limits(
                        Optional.empty(), Optional.empty(), OptionalLong.of(10), OptionalLong.of(20))))
                .as("ten of each of six partitions")
                .isEqualTo(range(60, 120));
    }

    @Test
    void aReplayLeavesTheFleetsTopicsAloneAndMarksItsOwn() throws Exception {
        Map<String, Map<Integer, Long>> before = ends();
        ReplaySource source = TopicSource.open(client, Topics.GENERATIONS, times(0, 120));
        ReplayScorer scorer = Log.scorer(0.1, example -> Log.number(example) % 2 == 0 ? 0.9 : 0.1);
        Path once = directory.resolve("once");
        String job;
        try (TopicSink sink = new TopicSink(client, OUT)) {
            Replayer replayer =
                    new Replayer(source, List.of(scorer), RecordedVerdicts.none(), ReplayPace.unlimited(), sink);
            job = replayer.job();
            assertThat(replayer.run(once, rows -> {})).isEqualTo(120);
        }
        assertThat(ends()).isEqualTo(before);

        List<ConsumerRecord<byte[], byte[]>> written = new ArrayList<>();
        try (TopicRange range = TopicRange.open(client, OUT, TopicRange.Limits.NONE)) {
            range.forEach(written::add);
        }
        assertThat(written).hasSize(120).allSatisfy(record -> assertThat(new String(
                        record.headers().lastHeader(RecordHeaders.REPLAY_JOB).value(), StandardCharsets.UTF_8))
                .isEqualTo(job));

        // the copy stands for what the fleet published: an A/A run against it
        Replayer again = new Replayer(
                source,
                List.of(scorer),
                RecordedVerdicts.ofTopic(client, OUT, TopicRange.Limits.NONE),
                ReplayPace.unlimited(),
                ReplaySink.NONE);
        assertThat(again.job()).as("held against a record").isNotEqualTo(job);
        Path twice = directory.resolve("twice");
        again.run(twice, rows -> {});
        assertThat(ReplaySummary.of(
                                twice, again.job(), source.identity(), List.of(new ReplayReport.Named("a", "0")), 100)
                        .provesEquality())
                .isTrue();
        assertThatThrownBy(() -> new TopicSink(client, Topics.VERDICTS))
                .hasMessageContaining("name a topic of its own");
    }

    @Test
    void resumedItEndsWhereTheTopicEndedWhenItBegan() throws IOException {
        ReplayScorer scorer = Log.scorer(0.1, example -> 0.1);
        ReplaySource open = TopicSource.open(client, Topics.GENERATIONS, TopicRange.Limits.NONE);
        Map<Integer, Long> shorter = new TreeMap<>(open.end().next());
        shorter.replaceAll((partition, end) -> end - 10);
        ReplaySource began = open.endingAt(new ReplayPosition(shorter));
        Path out = directory.resolve("out");
        assertThatThrownBy(() -> replayer(began, scorer).run(out, rows -> {
                    if (rows == 77) {
                        throw new IllegalStateException("killed");
                    }
                }))
                .hasMessage("killed");
        // started again the topic is longer; the checkpoint knows better
        assertThat(replayer(open, scorer).run(out, rows -> {})).isEqualTo(EVENTS - 60);
        Path whole = directory.resolve("whole");
        replayer(began, scorer).run(whole, rows -> {});
        assertThat(Files.readAllBytes(out.resolve("rows.jsonl")))
                .isEqualTo(Files.readAllBytes(whole.resolve("rows.jsonl")));
    }

    private static Replayer replayer(ReplaySource source, ReplayScorer scorer) {
        return new Replayer(source, List.of(scorer), RecordedVerdicts.none(), ReplayPace.unlimited(), ReplaySink.NONE);
    }

    private static Map<String, Map<Integer, Long>> ends() {
        Map<String, Map<Integer, Long>> ends = new TreeMap<>();
        for (TopicSpec spec : Topics.all()) {
            try (TopicRange range = TopicRange.open(client, spec.name(), TopicRange.Limits.NONE)) {
                ends.put(spec.name(), range.ends());
            }
        }
        return ends;
    }
}
