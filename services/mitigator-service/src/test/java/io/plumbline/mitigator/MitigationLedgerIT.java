package io.plumbline.mitigator;

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
import io.plumbline.schemas.MitigationEvent;
import io.plumbline.schemas.Topics;
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
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The ledger of repairs: every request that went in against every mitigation that came out, of the packaged service with the real model, which
 * writes each answer anew and is killed while it does. Longer: {@code -Dplumbline.ledger.repair-kills=10 -Dplumbline.ledger.repairs=200}.
 */
class MitigationLedgerIT {
    private static final int KILLS = Integer.getInteger("plumbline.ledger.repair-kills", 1);
    private static final int REQUESTS = Integer.getInteger("plumbline.ledger.repairs", 6);
    private static final Duration PATIENCE = Duration.ofMinutes(4);
    private static final String APP = System.getProperty("plumbline.mitigator.jar", "");
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

    @ParameterizedTest
    @ValueSource(strings = {"at-least-once", "exactly-once"})
    void noRequestIsLostAndNoneHasTwoOutcomes(String delivery) throws Exception {
        List<String> ids =
                IntStream.range(0, REQUESTS).mapToObj(i -> delivery + "-" + i).toList();
        try (TopicRecords records = new TopicRecords(brokers())) {
            for (String id : ids) {
                records.send(Topics.MITIGATION_REQUESTS, id, CODEC.encode(Requests.flagged(id)));
            }
            records.send(Topics.MITIGATION_REQUESTS, delivery + "-poison", new byte[] {1, 2, 3});
        }
        for (int kill = 1; kill <= KILLS; kill++) {
            PackagedService service = start(delivery);
            int enough = Math.max(1, kill * REQUESTS / (KILLS + 2));
            await().atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(50))
                    .until(() -> ledger(delivery).size() >= enough);
            service.kill();
            assertThat(ledger(delivery).size())
                    .as("mitigations, so that the kill came during work")
                    .isLessThan(REQUESTS);
        }
        start(delivery);
        await().atMost(PATIENCE)
                .until(() -> ledger(delivery).size() >= REQUESTS
                        && !letters(delivery).isEmpty());

        Map<String, List<ConsumerRecord<byte[], byte[]>>> ledger = ledger(delivery);
        assertThat(ledger.keySet()).containsExactlyInAnyOrderElementsOf(ids);
        ledger.values().forEach(outcomes -> {
            assertThat(outcomes)
                    .extracting(ConsumerRecord::value)
                    .containsOnly(outcomes.get(0).value());
            MitigationEvent event =
                    CODEC.decode(MitigationEvent.class, outcomes.get(0).value());
            assertThat(event.attempts())
                    .as("written anew, so that the kill had something to cut off")
                    .isNotEmpty();
        });
        if (delivery.equals("exactly-once")) {
            assertThat(ledger.values()).allMatch(outcomes -> outcomes.size() == 1);
            assertThat(letters(delivery)).hasSize(1);
        }
    }

    private PackagedService start(String delivery) throws Exception {
        // one strategy and short answers: what is looked at is what a crash leaves, not what is written
        Path preset = directory.resolve("preset.json");
        Files.writeString(preset, """
                {"format": 1, "name": "ledger", "modelSha256": null, "tournament": "FIRST", "note": "",
                 "strategies": [{"type": "regenerate", "sampling": null, "source": "plain greedy decoding"}],
                 "limits": {"newTokens": 24, "passes": 200, "runTokens": 40000},
                 "degeneration": {"minWords": 1, "minRatio": 0.1, "maxRatio": 3, "freeWords": 60, "gram": 3,
                   "maxRepeated": 0.2, "refusals": []},
                 "acceptance": {"minimumDrop": 0.05, "z": 1.96, "source": "as the default preset"}}
                """);
        PackagedService service = PackagedService.start(
                APP,
                brokers(),
                Map.of(
                        "plumbline.delivery",
                        delivery,
                        "plumbline.delivery.instance",
                        "ledger",
                        "plumbline.mitigation.threads",
                        "1",
                        "plumbline.mitigation.preset",
                        preset.toString(),
                        // the one that is started again takes the dead one's place at once
                        "mp.messaging.incoming.mitigator-requests-in.group.instance.id",
                        "ledger",
                        "mp.messaging.incoming.mitigator-requests-in.auto.commit.interval.ms",
                        "200"),
                directory.resolve(delivery + "-" + started.size() + ".log"));
        started.add(service);
        return service;
    }

    private static String brokers() {
        return kafka.orElseThrow().bootstrapServers();
    }

    /** Committed mitigations by event id, those of other runs left out. */
    private static Map<String, List<ConsumerRecord<byte[], byte[]>>> ledger(String delivery) {
        return TopicRecords.committed(brokers(), Topics.MITIGATIONS).stream()
                .filter(one -> new String(one.key(), StandardCharsets.UTF_8).startsWith(delivery))
                .collect(Collectors.groupingBy(
                        one -> CODEC.decode(MitigationEvent.class, one.value()).eventId(),
                        HashMap::new,
                        Collectors.toList()));
    }

    private static List<ConsumerRecord<byte[], byte[]>> letters(String delivery) {
        return TopicRecords.committed(brokers(), Topics.dlq(Topics.MITIGATION_REQUESTS)).stream()
                .filter(one -> TopicRecords.keyIs(one, delivery + "-poison"))
                .toList();
    }
}
