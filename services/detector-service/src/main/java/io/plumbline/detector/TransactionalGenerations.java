package io.plumbline.detector;

import io.plumbline.channels.OutgoingRecord;
import io.plumbline.channels.Outlet;
import io.plumbline.channels.TransactionalChannel;
import io.plumbline.channels.TransactionalStream;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.common.annotation.Identifier;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.config.Config;

/**
 * Reads generations, delivery exactly once: verdict, mitigation request, dead letter and the record's offset are one transaction.
 * Does nothing under the other kind ({@link GenerationsChannel}), whose settings it goes by.
 */
@ApplicationScoped
public class TransactionalGenerations {
    private final RecordDetection detection;
    private final ResultRecords records;
    private final TransactionalChannel channel;

    public TransactionalGenerations(
            RecordDetection detection, Config config, @Identifier("default-kafka-broker") Map<String, Object> brokers) {
        this.detection = detection;
        this.records = new ResultRecords(config);
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
        return detection.judge(record).thenApply(this::done);
    }

    private TransactionalStream.Done done(RecordDetection.Judged judged) {
        ResultRecords.Written written = records.of(judged);
        return new TransactionalStream.Done(
                written.records().entrySet().stream()
                        .map(one -> one.getValue().toRecord(records.topic(one.getKey())))
                        .toList(),
                () -> {
                    written.records().values().forEach(OutgoingRecord::sent);
                    detection.published(written.judged());
                });
    }
}
