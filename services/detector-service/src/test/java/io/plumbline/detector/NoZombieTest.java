package io.plumbline.detector;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.plumbline.embeddedkafka.testing.KafkaTestResource;
import io.plumbline.embeddedkafka.testing.TopicRecords;
import io.plumbline.schemas.Topics;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A pass far longer than every timeout makes no detector that lives and does nothing. */
@QuarkusTest
@TestProfile(NoZombieTest.Impatient.class)
@QuarkusTestResource(value = KafkaTestResource.class, restrictToAnnotatedClass = true)
class NoZombieTest {
    private static final String GROUP = "plumbline-detector";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Every timeout that a slow pass could run into, far below the time it takes. */
    public static class Impatient implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            String channel = "mp.messaging.incoming.detector-generations-in.";
            return Map.of(
                    channel + "max.poll.interval.ms",
                    "1500",
                    channel + "session.timeout.ms",
                    "1500",
                    channel + "heartbeat.interval.ms",
                    "400",
                    "plumbline.detection.stall-limit",
                    "1s");
        }
    }

    @Inject
    DetectionService detection;

    @Inject
    FakeDetectorLoader fake;

    Records records;

    @BeforeEach
    void open() {
        records = new Records(brokers());
        await().atMost(PATIENCE).until(detection::isReady);
        awaitReadiness(200);
    }

    private static void awaitReadiness(int status) {
        await().atMost(PATIENCE).until(() -> given().get("/q/health/ready").statusCode() == status);
    }

    @AfterEach
    void close() {
        fake.hold.set(false);
        records.close();
    }

    private static String brokers() {
        return ConfigProvider.getConfig().getValue("kafka.bootstrap.servers", String.class);
    }

    @Test
    void aSlowPassCostsNoMembershipAndReadinessTellsTheTruth() throws Exception {
        records.send(Topics.GENERATIONS, "z-first", Records.event("z-first", "answer", "passage"));
        records.awaitVerdict("z-first");
        List<String> members = members();
        fake.hold.set(true);
        records.send(Topics.GENERATIONS, "z-held", Records.event("z-held", "HOLD", "passage"));
        records.send(Topics.GENERATIONS, "z-next", Records.event("z-next", "answer", "passage"));
        // not ready: there is work and no progress; alive: a restart would only make it later
        awaitReadiness(503);
        given().get("/q/health/live").then().statusCode(200);
        Thread.sleep(2000);
        assertThat(members()).as("the group never missed it").isEqualTo(members);
        fake.hold.set(false);
        records.awaitVerdict("z-held");
        records.awaitVerdict("z-next");
        awaitReadiness(200);
        assertThat(verdicts("z-held")).as("one pass, one verdict").isEqualTo(1);
    }

    private static long verdicts(String id) {
        List<ConsumerRecord<byte[], byte[]>> all = TopicRecords.committed(brokers(), Topics.VERDICTS);
        return all.stream().filter(one -> Records.keyIs(one, id)).count();
    }

    private static List<String> members() throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", brokers()))) {
            return admin.describeConsumerGroups(List.of(GROUP)).all().get().values().stream()
                    .flatMap(group -> group.members().stream())
                    .map(MemberDescription::consumerId)
                    .toList();
        }
    }
}
