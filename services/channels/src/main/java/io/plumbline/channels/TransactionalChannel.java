package io.plumbline.channels;

import io.plumbline.schemas.Topics;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.config.Config;

/** A {@link TransactionalStream} in the place of an incoming channel, if the switch says {@link Delivery#EXACTLY_ONCE}. */
public final class TransactionalChannel implements AutoCloseable {
    private final Optional<TransactionalStream> stream;

    /**
     * Starts nothing yet.
     *
     * @param brokers what all clients share
     * @param channel whose settings it goes by
     * @param work what is done with a record
     */
    public TransactionalChannel(
            Config config, Map<String, Object> brokers, String channel, TransactionalStream.Work work) {
        if (Delivery.of(config) == Delivery.AT_LEAST_ONCE) {
            stream = Optional.empty();
            return;
        }
        String instance = config.getOptionalValue(TransactionalClients.INSTANCE_SETTING, String.class)
                .orElseGet(() -> UUID.randomUUID().toString());
        stream = Optional.of(new TransactionalStream(
                "plumbline-" + channel,
                TransactionalClients.of(config, brokers, channel, instance, Topics.DLQ_BYTES_MAX),
                work));
    }

    /** Begins to read; nothing under the other kind of delivery. */
    public void start() {
        stream.ifPresent(TransactionalStream::start);
    }

    /** For a person and a probe; {@code OFF} under the other kind of delivery. */
    public String state() {
        return stream.map(open -> open.state().phase() + ": " + open.state().detail())
                .orElse("OFF");
    }

    /** Whether transactions go through; true under the other kind of delivery. */
    public boolean isHealthy() {
        return stream.map(TransactionalStream::isHealthy).orElse(true);
    }

    /** False once only a restart helps. */
    public boolean isAlive() {
        return stream.map(TransactionalStream::isAlive).orElse(true);
    }

    @Override
    public void close() {
        stream.ifPresent(TransactionalStream::close);
    }
}
