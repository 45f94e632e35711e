package io.plumbline.mitigator;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import io.plumbline.embeddedkafka.testing.KafkaTestResource;
import io.plumbline.embeddedkafka.testing.TopicRecords;
import io.plumbline.schemas.AbstentionReason;
import io.plumbline.schemas.Answer;
import io.plumbline.schemas.EventCodec;
import io.plumbline.schemas.MitigationDecision;
import io.plumbline.schemas.MitigationEvent;
import io.plumbline.schemas.MitigationReason;
import io.plumbline.schemas.Outcome;
import io.plumbline.schemas.RecordHeaders;
import io.plumbline.schemas.Topics;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(value = KafkaTestResource.class, restrictToAnnotatedClass = true)
class MitigatorServiceTest {
    private static final EventCodec CODEC = new EventCodec();
    private static final String BAD = "A queen opened that bridge.";

    @Inject
    MitigationService mitigation;

    private TopicRecords records;

    @BeforeEach
    void open() {
        records = new TopicRecords(ConfigProvider.getConfig().getValue("kafka.bootstrap.servers", String.class));
        await().until(mitigation::isReady);
    }

    @AfterEach
    void close() {
        records.close();
    }

    private void send(String key, byte[] body) throws Exception {
        records.send(Topics.MITIGATION_REQUESTS, key, body);
    }

    private ConsumerRecord<byte[], byte[]> read(String topic, String key) {
        return records.await(topic, one -> TopicRecords.keyIs(one, key));
    }

    @Test
    void aFlaggedAnswerComesBackRepairedAndASecondDeliveryGivesTheSameBytes() throws Exception {
        send("e-1", CODEC.encode(Requests.of("e-1", BAD, Requests.FLAGGED)));
        ConsumerRecord<byte[], byte[]> record = read(Topics.MITIGATIONS, "e-1");
        MitigationEvent event = CODEC.decode(MitigationEvent.class, record.value());
        assertThat(event.decision()).isEqualTo(MitigationDecision.ACCEPTED);
        assertThat(event.strategy()).isEqualTo("regenerate@1");
        assertThat(event.author()).contains("tiny");
        assertThat(event.before().response()).isEqualTo(BAD);
        assertThat(event.after().map(Answer::response)).contains(TinyMitigatorLoader.WRITTEN);
        assertThat(probability(event.after().orElseThrow())).isLessThan(0.2);
        assertThat(probability(event.before())).isGreaterThan(0.9);
        assertThat(event.attempts()).singleElement().satisfies(attempt -> {
            assertThat(attempt.rejection()).isEmpty();
            assertThat(attempt.newTokens()).isEqualTo(TinyMitigatorLoader.WRITTEN.length());
        });
        assertThat(TopicRecords.header(record, "ce_type")).isEqualTo("io.plumbline.mitigation.v1");
        assertThat(TopicRecords.header(record, RecordHeaders.ENVIRONMENT)).startsWith("java-reference");

        send("e-1", CODEC.encode(Requests.of("e-1", BAD, Requests.FLAGGED)));
        assertThat(records.awaitAll(Topics.MITIGATIONS, one -> TopicRecords.keyIs(one, "e-1"), 2))
                .extracting(ConsumerRecord::value)
                .containsOnly(record.value());
        given().get("/q/health/ready").then().statusCode(200).body("status", equalTo("UP"));
        given().get("/q/metrics")
                .then()
                .statusCode(200)
                .body(containsString("plumbline_mitigations_total{decision=\"ACCEPTED\"}"));
    }

    @Test
    void whatIsNotRepairedSaysWhyTheOriginalStands() throws Exception {
        send("e-4", CODEC.encode(Requests.of("e-4", TinyMitigatorLoader.WRITTEN, Requests.FLAGGED)));
        MitigationEvent event = CODEC.decode(
                MitigationEvent.class, read(Topics.MITIGATIONS, "e-4").value());
        assertThat(event.decision()).isEqualTo(MitigationDecision.DECLINED);
        assertThat(event.reason()).contains(new MitigationReason("NOT_FLAGGED"));
        assertThat(event.after()).isEmpty();
        assertThat(event.detail()).isNotEmpty();
    }

    private static double probability(Answer answer) {
        assertThat(answer.outcome()).isInstanceOf(Outcome.Scored.class);
        return ((Outcome.Scored) answer.outcome()).probability();
    }

    @Test
    void poisonAndARequestThatFlagsNothingAreDeadLettersAndTheStreamGoesOn() throws Exception {
        byte[] poison = {(byte) 0xff, 1, 2};
        send("poison", poison);
        send("e-2", CODEC.encode(Requests.of("e-2", BAD, new Outcome.Abstained(AbstentionReason.NO_CONTEXT, "none"))));
        send("e-3", CODEC.encode(Requests.of("e-3", BAD, Requests.FLAGGED)));
        assertThat(read(Topics.MITIGATIONS, "e-3").value()).isNotEmpty();
        String letters = Topics.dlq(Topics.MITIGATION_REQUESTS);
        ConsumerRecord<byte[], byte[]> dead = read(letters, "poison");
        assertThat(dead.value()).isEqualTo(poison);
        assertThat(TopicRecords.header(dead, RecordHeaders.DLQ_REASON)).isEqualTo("UNPARSABLE");
        assertThat(TopicRecords.header(read(letters, "e-2"), RecordHeaders.DLQ_REASON))
                .isEqualTo("INVALID_INPUT");
    }

    @Test
    void theContextOfARequestGoesOnInOneHeader() throws Exception {
        byte[] caller = ("00-" + "a".repeat(32) + "-" + "b".repeat(16) + "-01").getBytes(StandardCharsets.UTF_8);
        ProducerRecord<byte[], byte[]> sent = new ProducerRecord<>(
                Topics.MITIGATION_REQUESTS,
                "e-5".getBytes(StandardCharsets.UTF_8),
                CODEC.encode(Requests.of("e-5", BAD, Requests.FLAGGED)));
        sent.headers().add(RecordHeaders.TRACE_PARENT, caller);
        records.send(sent);
        assertThat(read(Topics.MITIGATIONS, "e-5").headers().headers(RecordHeaders.TRACE_PARENT))
                .singleElement()
                .satisfies(header -> assertThat(header.value()).isEqualTo(caller));
    }
}
