package io.plumbline.detector;

import io.plumbline.embeddedkafka.testing.TopicRecords;
import io.plumbline.schemas.EventCodec;
import io.plumbline.schemas.GenerationEvent;
import io.plumbline.schemas.Passage;
import io.plumbline.schemas.Source;
import io.plumbline.schemas.Topics;
import io.plumbline.schemas.VerdictEvent;
import io.plumbline.stages.rollout.RoutingJson;
import io.plumbline.stages.rollout.RoutingTopic;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/** A plain Kafka client, as any user would have it, that knows the detector's topics. */
final class Records implements AutoCloseable {
    static final EventCodec CODEC = new EventCodec();

    private final String bootstrap;
    private final TopicRecords records;

    Records(String bootstrap) {
        this.bootstrap = bootstrap;
        this.records = new TopicRecords(bootstrap);
    }

    String bootstrap() {
        return bootstrap;
    }

    static byte[] event(String id, String response, String... passages) {
        List<Passage> list = new ArrayList<>();
        for (String passage : passages) {
            list.add(Passage.of("p" + list.size(), passage));
        }
        return CODEC.encode(GenerationEvent.of(id, Optional.of("Why?"), list, response));
    }

    /** An answer to one of a tenant's questions, with a passage. */
    static byte[] eventOf(String tenant, String id, String response) {
        return CODEC.encode(GenerationEvent.of(id, Optional.of("Why?"), List.of(Passage.of("p0", "passage")), response)
                .withSource(new Source(Optional.of("faq"), Optional.of(tenant))));
    }

    void send(String topic, String key, byte[] value) throws ExecutionException, InterruptedException {
        records.send(topic, key, value);
    }

    void send(ProducerRecord<byte[], byte[]> sent) throws ExecutionException, InterruptedException {
        records.send(sent);
    }

    ConsumerRecord<byte[], byte[]> await(String topic, Predicate<ConsumerRecord<byte[], byte[]>> wanted) {
        return records.await(topic, wanted);
    }

    List<ConsumerRecord<byte[], byte[]>> awaitAll(
            String topic, Predicate<ConsumerRecord<byte[], byte[]>> wanted, int count) {
        return records.awaitAll(topic, wanted, count);
    }

    VerdictEvent awaitVerdict(String eventId) {
        return CODEC.decode(
                VerdictEvent.class,
                await(Topics.VERDICTS, one -> keyIs(one, eventId)).value());
    }

    ConsumerRecord<byte[], byte[]> awaitDeadLetter(String reason, Predicate<ConsumerRecord<byte[], byte[]>> wanted) {
        return await(
                Topics.GENERATIONS_DLQ,
                one -> header(one, "plumbline-dlq-reason").equals(reason) && wanted.test(one));
    }

    /** Makes it the next version of the routing table. */
    int append(String table) {
        RoutingTopic topic = new RoutingTopic(Map.of("bootstrap.servers", bootstrap), Clock.systemUTC());
        return topic.append(
                        RoutingJson.table(table.getBytes(StandardCharsets.UTF_8)),
                        "tester",
                        "a test",
                        topic.read().history().version())
                .version();
    }

    /** What the audit topic says about a version of it. */
    String auditOf(String action, int version) {
        return new String(
                await(Topics.AUDIT, one -> new String(one.value(), StandardCharsets.UTF_8)
                                .matches(".*\"" + action + "\".*\"version\":\"" + version + "\".*"))
                        .value(),
                StandardCharsets.UTF_8);
    }

    static boolean keyIs(ConsumerRecord<byte[], byte[]> one, String key) {
        return TopicRecords.keyIs(one, key);
    }

    static String header(ConsumerRecord<byte[], byte[]> one, String name) {
        return TopicRecords.header(one, name);
    }

    @Override
    public void close() {
        records.close();
    }
}
