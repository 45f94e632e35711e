package io.plumbline.detector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.plumbline.embeddedkafka.EmbeddedKafka;
import io.plumbline.embeddedkafka.testing.PackagedService;
import io.plumbline.embeddedkafka.testing.TopicRecords;
import io.plumbline.model.weights.FetchSettings;
import io.plumbline.model.weights.ModelSource;
import io.plumbline.model.weights.ModelStore;
import io.plumbline.model.weights.Progress;
import io.plumbline.schemas.EventCodec;
import io.plumbline.schemas.Topics;
import io.plumbline.schemas.VerdictEvent;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The ledger: every event that went in against every verdict that came out, of the packaged service with the real model, killed
 * again and again while it works. Longer: {@code -Dplumbline.ledger.kills=20 -Dplumbline.ledger.events=2000}.
 */
class LedgerIT {
    private static final int KILLS = Integer.getInteger("plumbline.ledger.kills", 2);
    private static final int EVENTS = Integer.getInteger("plumbline.ledger.events", 24);
    private static final Duration PATIENCE = Duration.ofMinutes(4);
    private static final String APP = System.getProperty("plumbline.detector.jar", "");
    private static final EventCodec CODEC = new EventCodec();

    @TempDir
    Path directory = Path.of("");

    private static Optional<EmbeddedKafka> kafka = Optional.empty();
    private final List<PackagedService> started = new ArrayList<>();

    @BeforeAll
    static void startBroker() {
        assumeTrue(
                Files.exists(new ModelStore(FetchSettings.standard(), Progress.quiet()).location(ModelSource.DEFAULT)),
                "the default model is not in the cache, see QUARANTINES.md");
        assumeTrue(!APP.isEmpty(), "runs on the packaged application, in ./mvnw verify");
        kafka = Optional.of(EmbeddedKafka.builder().port(0).start());
    }

    @AfterAll
    static void stopBroker() {
        kafka.ifPresent(EmbeddedKafka::close);
    }

    @AfterEach
    void killAll() throws InterruptedException {
        for (PackagedService service : started) {
            service.close();
        }
    }

    @Test
    void atLeastOnceNoEventIsLostAndWhatComesTwiceIsEqual() throws Exception {
        List<String> ids = run("at-least-once");
        Map<String, List<ConsumerRecord<byte[], byte[]>>> ledger = ledger("at-least-once");
        assertThat(ledger.keySet()).containsExactlyInAnyOrderElementsOf(ids);
        ledger.values().forEach(verdicts -> assertThat(verdicts)
                .extracting(ConsumerRecord::value)
                .containsOnly(verdicts.get(0).value()));
        report("at-least-once", ledger);
    }

    @Test
    void exactlyOnceNoEventIsLostAndNoneHasTwoVerdicts() throws Exception {
        List<String> ids = run("exactly-once");
        Map<String, List<ConsumerRecord<byte[], byte[]>>> ledger = ledger("exactly-once");
        report("exactly-once", ledger);
        assertThat(ledger.keySet()).containsExactlyInAnyOrderElementsOf(ids);
        assertThat(ledger.values()).allMatch(verdicts -> verdicts.size() == 1);
        assertThat(letters("exactly-once")).hasSize(1);
    }

    /** Sends, kills while verdicts come, and returns once every event has one. */
    private List<String> run(String delivery) throws Exception {
        List<String> ids =
                IntStream.range(0, EVENTS).mapToObj(i -> delivery + "-" + i).toList();
        try (TopicRecords records = new TopicRecords(brokers())) {
            for (String id : ids) {
                records.send(
                        Topics.GENERATIONS,
                        id,
                        Records.event(id, "It was opened in 1801.", "The bridge was opened in 1894, number " + id));
            }
            records.send(Topics.GENERATIONS, delivery + "-poison", new byte[] {1, 2, 3});
        }
        for (int kill = 1; kill <= KILLS; kill++) {
            PackagedService service = start(delivery);
            int enough = kill * EVENTS / (KILLS + 2);
            await().atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(50))
                    .until(() -> ledger(delivery).size() >= enough);
            service.kill();
            assertThat(ledger(delivery).size())
                    .as("verdicts, so that the kill came during work")
                    .isLessThan(EVENTS);
        }
        start(delivery);
        await().atMost(PATIENCE)
                .until(() ->
                        ledger(delivery).size() >= EVENTS && !letters(delivery).isEmpty());
        return ids;
    }

    private PackagedService start(String delivery) {
        PackagedService service = PackagedService.start(
                APP,
                brokers(),
                Map.of(
                        "plumbline.delivery",
                        delivery,
                        "plumbline.delivery.instance",
                        "ledger",
                        "plumbline.detection.threads",
                        "1",
                        // the one that is started again takes the dead one's place at once
                        "mp.messaging.incoming.detector-generations-in.group.instance.id",
                        "ledger",
                        "mp.messaging.incoming.detector-generations-in.auto.commit.interval.ms",
                        "200"),
                directory.resolve(delivery + "-" + started.size() + ".log"));
        started.add(service);
        return service;
    }

    private static String brokers() {
        return kafka.orElseThrow().bootstrapServers();
    }

    /** Committed verdicts by event id, those of other runs left out. */
    private static Map<String, List<ConsumerRecord<byte[], byte[]>>> ledger(String delivery) {
        return TopicRecords.committed(brokers(), Topics.VERDICTS).stream()
                .filter(one -> new String(one.key(), StandardCharsets.UTF_8).startsWith(delivery))
                .collect(Collectors.groupingBy(
                        one -> CODEC.decode(VerdictEvent.class, one.value()).eventId(),
                        HashMap::new,
                        Collectors.toList()));
    }

    private static List<ConsumerRecord<byte[], byte[]>> letters(String delivery) {
        return TopicRecords.committed(brokers(), Topics.GENERATIONS_DLQ).stream()
                .filter(one -> TopicRecords.keyIs(one, delivery + "-poison"))
                .toList();
    }

    private static void report(String delivery, Map<String, List<ConsumerRecord<byte[], byte[]>>> ledger) {
        long verdicts = ledger.values().stream().mapToLong(List::size).sum();
        System.out.println("ledger, " + delivery + ": " + EVENTS + " events in, " + KILLS + " kills, " + ledger.size()
                + " events with a verdict, " + verdicts + " verdicts out");
    }
}
