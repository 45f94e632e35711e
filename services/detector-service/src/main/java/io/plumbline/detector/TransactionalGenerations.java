package io.plumbline.detector;

import io.plumbline.channels.Outlet;
import io.plumbline.channels.TransactionalChannel;
import io.plumbline.channels.TransactionalClients;
import io.plumbline.channels.TransactionalStream;
import io.plumbline.detector.ResultRecords.Destination;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.common.annotation.Identifier;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.eclipse.microprofile.config.Config;

/**
 * Reads generations, delivery exactly once: verdict, mitigation request, dead letter and the record's offset are one transaction.
 * Does nothing under the other kind ({@link GenerationsChannel}), whose settings it goes by.
 */
@ApplicationScoped
public class TransactionalGenerations {
    private final RecordDetection detection;
    private final ResultRecords records = new ResultRecords();
    private final Map<Destination, String> topics = new EnumMap<>(Destination.class);
    private final TransactionalChannel channel;

    public TransactionalGenerations(
            RecordDetection detection, Config config, @Identifier("default-kafka-broker") Map<String, Object> brokers) {
        this.detection = detection;
        topics.put(Destination.VERDICTS, TransactionalClients.topicOf(config, "detector-verdicts-out"));
        topics.put(
                Destination.MITIGATION_REQUESTS,
                TransactionalClients.topicOf(config, "detector-mitigation-requests-out"));
        topics.put(Destination.DEAD_LETTERS, TransactionalClients.topicOf(config, "detector-dead-letters-out"));
        channel = new TransactionalChannel(config, brokers, "detector-generations-in", this::begin);
    }

    void start(@Observes StartupEvent event) {
        channel.start();
    }

    void stop(@Observes @Priority(GenerationsChannel.SECOND) ShutdownEvent event) {
        channel.close();
    }

    /** How it stands; {@code OFF} under the other kind of delivery. */
    TransactionalChannel channel() {
        return channel;
    }

    private CompletionStage<TransactionalStream.Done> begin(ConsumerRecord<byte[], byte[]> record)
            throws InterruptedException {
        if (Outlet.isTakenIn(record)) {
            return CompletableFuture.completedFuture(new TransactionalStream.Done(List.of(), () -> {}));
        }
        return detection
                .judge(record)
                .thenApply(judged ->
                        new TransactionalStream.Done(written(judged, record), () -> detection.published(judged)));
    }

    private List<ProducerRecord<byte[], byte[]>> written(
            RecordDetection.Judged judged, ConsumerRecord<byte[], byte[]> cause) {
        return records.of(judged, cause).entrySet().stream()
                .map(record -> record.getValue().toRecord(topic(record.getKey())))
                .toList();
    }

    private String topic(Destination destination) {
        return Objects.requireNonNull(topics.get(destination), "no topic for " + destination);
    }
}
