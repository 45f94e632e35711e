package io.plumbline.channels;

import io.plumbline.schemas.CloudEventHeaders;
import io.plumbline.schemas.Event;
import io.plumbline.schemas.EventCodec;
import io.plumbline.schemas.RecordHeaders;
import io.plumbline.stages.DeadLetter;
import io.plumbline.stages.Rejection;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.MutinyEmitter;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeader;

/** How a service writes: events with their headers, dead letters with their reasons, and bounded patience with the brokers. */
public final class Outlet {
    /** Records that may wait for a producer; the model's queue bounds them far below. */
    public static final long BUFFER = 1024;

    /** Records between intake and commit; more than a model's queue holds, far fewer than may wait for a producer. */
    public static final int IN_WORK_MAX = 256;

    private static final Duration FIRST_BACK_OFF = Duration.ofMillis(200);
    private static final Duration LONGEST_BACK_OFF = Duration.ofSeconds(5);
    private static final int RETRIES = 5;

    private final EventCodec codec = new EventCodec();
    private final String host = hostName();
    private final String source;

    /** @param source of the CloudEvents written, such as {@code /plumbline/detector} */
    public Outlet(String source) {
        this.source = source;
    }

    /** Completes once the brokers have acknowledged; fails after {@value #RETRIES} more attempts. */
    public static Uni<Void> send(MutinyEmitter<byte[]> emitter, OutgoingRecord record) {
        return Uni.createFrom()
                .deferred(() -> emitter.sendMessage(record.toMessage()))
                .onFailure()
                .retry()
                .withBackOff(FIRST_BACK_OFF, LONGEST_BACK_OFF)
                .atMost(RETRIES)
                .invoke(record::sent)
                .onFailure()
                .invoke(record::failed);
    }

    /**
     * An event as a record.
     *
     * @param values headers beside those of CloudEvents, the host and the trace
     * @param cause the way of the record that led to it, whose trace goes on
     * @param topic where it will be written
     */
    public OutgoingRecord event(Event event, Map<String, String> values, RecordTrace cause, String topic) {
        Headers headers = new org.apache.kafka.common.header.internals.RecordHeaders();
        add(headers, CloudEventHeaders.of(event, source, Instant.now()).toHeaders());
        add(headers, Map.of(RecordHeaders.HOST, RecordHeaders.value(host)));
        values.forEach((name, value) -> headers.add(new RecordHeader(name, RecordHeaders.value(value))));
        byte[] key = event.key().getBytes(StandardCharsets.UTF_8);
        return new OutgoingRecord(key, codec.encode(event), headers, cause.send(topic, headers));
    }

    /**
     * A record, key and value as they came, with the reasons why it is given up.
     *
     * @param topic where it will be written
     */
    public static OutgoingRecord deadLetter(RecordTrace cause, String topic, Rejection rejection) {
        ConsumerRecord<byte[], byte[]> record = cause.record();
        Headers headers = new org.apache.kafka.common.header.internals.RecordHeaders(
                record.headers().toArray());
        DeadLetter letter = new DeadLetter(
                new DeadLetter.Origin(record.topic(), record.partition(), record.offset()), rejection, Instant.now());
        letter.headers().forEach((name, value) -> headers.remove(name));
        add(headers, letter.headers());
        return new OutgoingRecord(record.key(), body(record), headers, cause.send(topic, headers));
    }

    /** Whether the record was taken in where it lay before an erasure moved it: then there is nothing to do about it. */
    public static boolean isTakenIn(ConsumerRecord<byte[], byte[]> record) {
        return record.headers().lastHeader(RecordHeaders.MOVED_DONE) != null;
    }

    /** The value; empty where there is none. */
    public static byte[] body(ConsumerRecord<byte[], byte[]> record) {
        byte[] value = record.value();
        return value == null ? new byte[0] : value;
    }

    private static void add(Headers headers, Map<String, byte[]> values) {
        values.forEach((name, value) -> headers.add(new RecordHeader(name, value)));
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "unknown";
        }
    }
}
