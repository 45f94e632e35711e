package io.plumbline.loadtests.stream;

import io.plumbline.loadtests.stub.StubConfig;
import io.plumbline.loadtests.stub.StubDetectorLoader;
import io.plumbline.schemas.EventCodec;
import io.plumbline.scoring.Detector;
import io.plumbline.stages.DetectStage;
import io.plumbline.stages.ReceivedGeneration;
import io.plumbline.stages.RetryPolicy;
import io.plumbline.stages.ScoringIdentity;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * What the stream is held against: consume, transform, produce, commit, with kafka-clients alone and their usual settings. One
 * process; a line {@code go N} lets it take in N records, and then it answers {@code done}.
 *
 * <p>Arguments: brokers, topic in, topic out, {@code copy} (a body of a verdict's size is written, nothing is read) or {@code
 * verdict} (events are decoded and verdicts encoded, as the service does), {@code at-least-once} or {@code exactly-once}.
 */
public final class RawPeer {
    private static final Duration POLL = Duration.ofMillis(100);
    private static final int VERDICT_BYTES = 900;
    private static final String HOURS = Long.toString(Duration.ofHours(4).toMillis());

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final KafkaProducer<byte[], byte[]> producer;
    private final String out;
    private final UnaryOperator<byte[]> transform;
    private final boolean transactional;
    private volatile Optional<Exception> failure = Optional.empty();

    private RawPeer(String brokers, String in, String out, UnaryOperator<byte[]> transform, boolean transactional) {
        this.out = out;
        this.transform = transform;
        this.transactional = transactional;
        consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        brokers,
                        "group.id",
                        group(in),
                        "auto.offset.reset",
                        "earliest",
                        "enable.auto.commit",
                        "false",
                        // it rests between rounds
                        "max.poll.interval.ms",
                        HOURS),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        consumer.subscribe(List.of(in));
        Map<String, Object> settings = new HashMap<>(Map.of("bootstrap.servers", brokers, "acks", "all"));
        if (transactional) {
            settings.put("transactional.id", group(in));
        }
        producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
        if (transactional) {
            producer.initTransactions();
        }
    }

    /** The consumer group that reads this topic. */
    static String group(String in) {
        return "raw-" + in;
    }

    /** See the class. */
    public static void main(String[] arguments) throws Exception {
        UnaryOperator<byte[]> transform = arguments[3].equals("copy") ? copy() : verdict();
        RawPeer peer =
                new RawPeer(arguments[0], arguments[1], arguments[2], transform, arguments[4].equals("exactly-once"));
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            peer.round(Integer.parseInt(line.substring("go ".length())));
            System.out.println("done");
        }
    }

    private static UnaryOperator<byte[]> copy() {
        byte[] body = new byte[VERDICT_BYTES];
        return event -> body;
    }

    private static UnaryOperator<byte[]> verdict() {
        EventCodec codec = new EventCodec();
        var loaded = new StubDetectorLoader(new NoWork()).load();
        Detector detector = loaded.detector();
        DetectStage stage = new DetectStage(
                detector, ScoringIdentity.of(detector.profile(), loaded.environment()), RetryPolicy.DEFAULT, false);
        return event -> codec.encode(stage.detect(ReceivedGeneration.decode(codec, event, Optional.empty()))
                .verdict()
                .orElseThrow());
    }

    private static final class NoWork implements StubConfig {
        @Override
        public Duration work() {
            return Duration.ZERO;
        }

        @Override
        public Optional<Path> hold() {
            return Optional.empty();
        }

        @Override
        public Optional<Path> allocate() {
            return Optional.empty();
        }
    }

    private void round(int count) throws Exception {
        for (int done = 0; done < count; ) {
            ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
            if (!records.isEmpty()) {
                batch(records);
                done += records.count();
            }
        }
    }

    private void batch(ConsumerRecords<byte[], byte[]> records) throws IOException {
        if (transactional) {
            producer.beginTransaction();
        }
        for (ConsumerRecord<byte[], byte[]> one : records) {
            var unused = producer.send(
                    new ProducerRecord<>(out, one.key(), transform.apply(one.value())),
                    (metadata, e) -> failure = failure.or(() -> Optional.ofNullable(e)));
        }
        if (transactional) {
            producer.sendOffsetsToTransaction(offsets(records), consumer.groupMetadata());
            producer.commitTransaction();
        } else {
            producer.flush();
            if (failure.isPresent()) {
                throw new IOException("a record was not written", failure.get());
            }
            consumer.commitSync();
        }
    }

    private static Map<TopicPartition, OffsetAndMetadata> offsets(ConsumerRecords<byte[], byte[]> records) {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        for (TopicPartition partition : records.partitions()) {
            List<ConsumerRecord<byte[], byte[]>> own = records.records(partition);
            offsets.put(partition, new OffsetAndMetadata(own.get(own.size() - 1).offset() + 1));
        }
        return offsets;
    }
}
