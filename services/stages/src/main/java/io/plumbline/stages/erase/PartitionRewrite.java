package io.plumbline.stages.erase;

import io.plumbline.model.PlumblineException;
import io.plumbline.schemas.RecordHeaders;
import io.plumbline.stages.kafka.BrokerFailure;
import io.plumbline.stages.redrive.DeadLetterMarks;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;

/**
 * Writes what stays of a partition to its end, in its order, with its keys, times and headers. For one thread.
 *
 * <p>A copy that a killed run left beside its original is left out, the original is copied instead: each record is there once.
 */
final class PartitionRewrite {
    private final PartitionScan scan;
    private final Producer<byte[], byte[]> producer;
    private final boolean done;
    /** Hashes of the values of originals that a copy names. */
    private final Map<Long, Integer> originals = new HashMap<>();
    /** Where the records went, only where marks name their places. */
    private final Map<Long, Future<RecordMetadata>> places = new HashMap<>();

    /** Set by the producer's thread. */
    private volatile Optional<Exception> failure = Optional.empty();

    private long moved;

    /** @param done whether the fleet has taken in what lies here */
    PartitionRewrite(PartitionScan scan, Producer<byte[], byte[]> producer, boolean done) {
        this.scan = scan;
        this.producer = producer;
        this.done = done;
    }

    void accept(ConsumerRecord<byte[], byte[]> record) {
        if (scan.erases(record.offset()) || isSpareCopy(record)) {
            return;
        }
        if (scan.copied(record.offset())) {
            originals.put(record.offset(), Arrays.hashCode(record.value()));
        }
        Future<RecordMetadata> sent = send(copy(record));
        if (scan.marked()) {
            places.put(record.offset(), sent);
        }
        moved++;
    }

    private boolean isSpareCopy(ConsumerRecord<byte[], byte[]> record) {
        return scan.origin(record)
                .flatMap(origin -> Optional.ofNullable(originals.get(origin)))
                .filter(hash -> hash == Arrays.hashCode(record.value()))
                .isPresent();
    }

    private ProducerRecord<byte[], byte[]> copy(ConsumerRecord<byte[], byte[]> record) {
        ProducerRecord<byte[], byte[]> copy = new ProducerRecord<>(
                record.topic(), record.partition(), record.timestamp(), record.key(), record.value(), record.headers());
        copy.headers().remove(RecordHeaders.MOVED_FROM);
        copy.headers()
                .add(
                        RecordHeaders.MOVED_FROM,
                        bytes(record.topic() + "/" + record.partition() + ":" + record.offset()));
        if (done && copy.headers().lastHeader(RecordHeaders.MOVED_DONE) == null) {
            copy.headers().add(RecordHeaders.MOVED_DONE, bytes("true"));
        }
        DeadLetterMarks.letter(record)
                .flatMap(letter -> Optional.ofNullable(places.get(letter)))
                .ifPresent(place -> DeadLetterMarks.follow(
                        copy.headers(), record.partition(), get(place).offset()));
        return copy;
    }

    private Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> record) {
        try {
            return producer.send(record, (metadata, exception) -> {
                if (exception != null) {
                    failure = Optional.of(exception);
                }
            });
        } catch (KafkaException e) {
            throw refused(e);
        }
    }

    private RecordMetadata get(Future<RecordMetadata> place) {
        try {
            return place.get();
        } catch (ExecutionException | InterruptedException e) {
            throw refused(e);
        }
    }

    /** Waits until the brokers have all of it; how many records there are. */
    long finish() {
        producer.flush();
        failure.ifPresent(e -> {
            throw refused(e);
        });
        return moved;
    }

    private PlumblineException refused(Exception cause) {
        return BrokerFailure.of(
                "the brokers did not take a record of " + scan.partition()
                        + "; nothing was erased from it, run again, what was copied is recognised",
                cause);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
