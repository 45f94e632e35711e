package io.plumbline.detector;

import io.plumbline.schemas.CloudEventHeaders;
import io.plumbline.schemas.Event;
import io.plumbline.schemas.EventCodec;
import io.plumbline.schemas.RecordHeaders;
import io.plumbline.stages.DeadLetter;
import io.plumbline.stages.StageResult;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.MutinyEmitter;
import io.smallrye.reactive.messaging.kafka.api.IncomingKafkaRecordMetadata;
import io.smallrye.reactive.messaging.kafka.api.OutgoingKafkaRecordMetadata;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.Metadata;
import org.eclipse.microprofile.reactive.messaging.OnOverflow;

/** Writes what became of an event: verdict, mitigation request, dead letter. */
@ApplicationScoped
public class ResultPublisher {
    private static final String CLOUD_EVENTS_SOURCE = "/plumbline/detector";

    /** Records that may wait for a producer; the model's queue bounds them far below. */
    private static final long BUFFER = 1024;

    private static final Duration FIRST_BACK_OFF = Duration.ofMillis(200);
    private static final Duration LONGEST_BACK_OFF = Duration.ofSeconds(5);
    private static final int RETRIES = 5;

    private final EventCodec codec = new EventCodec();
    private final String host = hostName();
    private final MutinyEmitter<byte[]> verdicts;
    private final MutinyEmitter<byte[]> mitigationRequests;
    private final MutinyEmitter<byte[]> deadLetters;

    /** Where a result's event came from; no record, because bodies are arrays. */
    static final class Context {
        private final IncomingKafkaRecordMetadata<byte[], byte[]> record;
        private final byte[] body;
        private final String environment;
        private final Duration queued;

        /**
         * @param body as it came
         * @param environment what the bits of the verdict depend on
         * @param queued time the event waited before it was scored
         */
        Context(IncomingKafkaRecordMetadata<byte[], byte[]> record, byte[] body, String environment, Duration queued) {
            this.record = record;
            this.body = body;
            this.environment = environment;
            this.queued = queued;
        }
    }

    public ResultPublisher(
            @Channel("detector-verdicts-out") @OnOverflow(value = OnOverflow.Strategy.BUFFER, bufferSize = BUFFER)
                    MutinyEmitter<byte[]> verdicts,
            @Channel("detector-mitigation-requests-out")
                    @OnOverflow(value = OnOverflow.Strategy.BUFFER, bufferSize = BUFFER)
                    MutinyEmitter<byte[]> mitigationRequests,
            @Channel("detector-dead-letters-out") @OnOverflow(value = OnOverflow.Strategy.BUFFER, bufferSize = BUFFER)
                    MutinyEmitter<byte[]> deadLetters) {
        this.verdicts = verdicts;
        this.mitigationRequests = mitigationRequests;
        this.deadLetters = deadLetters;
    }

    /** Completes once the brokers have acknowledged everything; fails after bounded retries. */
    Uni<Void> publish(StageResult result, Context context) {
        List<Uni<Void>> sends = new ArrayList<>();
        result.rejection().ifPresent(rejection -> sends.add(send(deadLetters, deadLetter(context, rejection))));
        result.verdict().ifPresent(verdict -> sends.add(send(verdicts, event(verdict, result, context))));
        result.mitigation().ifPresent(request -> sends.add(send(mitigationRequests, event(request, result, context))));
        return Uni.join().all(sends).andFailFast().replaceWithVoid();
    }

    private static Uni<Void> send(MutinyEmitter<byte[]> emitter, Message<byte[]> message) {
        return Uni.createFrom()
                .deferred(() -> emitter.sendMessage(message))
                .onFailure()
                .retry()
                .withBackOff(FIRST_BACK_OFF, LONGEST_BACK_OFF)
                .atMost(RETRIES);
    }

    private Message<byte[]> event(Event event, StageResult result, Context context) {
        Headers headers = new org.apache.kafka.common.header.internals.RecordHeaders();
        add(
                headers,
                CloudEventHeaders.of(event, CLOUD_EVENTS_SOURCE, Instant.now()).toHeaders());
        add(headers, RecordHeaders.ENVIRONMENT, context.environment);
        add(headers, RecordHeaders.HOST, host);
        add(headers, RecordHeaders.ATTEMPT, Integer.toString(result.timing().attempts()));
        add(
                headers,
                RecordHeaders.MODEL_MS,
                Long.toString(result.timing().model().toMillis()));
        add(headers, RecordHeaders.QUEUE_MS, Long.toString(context.queued.toMillis()));
        for (var trace : context.record.getHeaders().headers(RecordHeaders.TRACE_PARENT)) {
            headers.add(trace);
        }
        return Message.of(
                codec.encode(event),
                Metadata.of(OutgoingKafkaRecordMetadata.<String>builder()
                        .withKey(event.key())
                        .withHeaders(headers)
                        .build()));
    }

    private static Message<byte[]> deadLetter(Context context, io.plumbline.stages.Rejection rejection) {
        IncomingKafkaRecordMetadata<byte[], byte[]> record = context.record;
        Headers headers = new org.apache.kafka.common.header.internals.RecordHeaders(
                record.getHeaders().toArray());
        DeadLetter letter = new DeadLetter(
                new DeadLetter.Origin(record.getTopic(), record.getPartition(), record.getOffset()),
                rejection,
                Instant.now());
        letter.headers().forEach((name, value) -> headers.remove(name));
        add(headers, letter.headers());
        return Message.of(
                context.body,
                Metadata.of(OutgoingKafkaRecordMetadata.<byte[]>builder()
                        .withKey(record.getKey())
                        .withHeaders(headers)
                        .build()));
    }

    private static void add(Headers headers, Map<String, byte[]> values) {
        values.forEach((name, value) -> headers.add(new RecordHeader(name, value)));
    }

    private static void add(Headers headers, String name, String value) {
        headers.add(new RecordHeader(name, RecordHeaders.value(value)));
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "unknown";
        }
    }
}
