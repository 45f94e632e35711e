package io.plumbline.detector;

import io.plumbline.channels.Outlet;
import io.plumbline.schemas.EventCodec;
import io.plumbline.schemas.EventException;
import io.plumbline.stages.InvalidGeneration;
import io.plumbline.stages.ReceivedGeneration;
import io.plumbline.stages.StageResult;
import io.plumbline.stages.rollout.RoutedStages;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jboss.logging.Logger;

/** From a record to what became of it; the same for both kinds of delivery. */
@ApplicationScoped
public class RecordDetection {
    private static final Logger LOG = Logger.getLogger(RecordDetection.class);

    /** Optional record header: name or id of the profile that should judge. */
    static final String PROFILE_HEADER = "plumbline-profile";

    /** Of verdicts that no model made. */
    private static final String NO_ENVIRONMENT = "none";

    private final EventCodec codec = new EventCodec();
    private final DetectionService detection;
    private final RolloutService rollout;

    public RecordDetection(DetectionService detection, RolloutService rollout) {
        this.detection = detection;
        this.rollout = rollout;
    }

    /**
     * What became of a record.
     *
     * @param environment what the bits of the verdict depend on
     * @param arrivedNanos when it was taken in, as {@link System#nanoTime}
     */
    record Judged(StageResult result, String environment, long arrivedNanos) {
        /** From intake until now. */
        Duration total() {
            return Duration.ofNanos(System.nanoTime() - arrivedNanos);
        }
    }

    /**
     * Judges the event in a record; blocks until the model is there and its queue has room. What is no event is judged at once.
     *
     * @return fails with {@code BUSY} when the service ends first
     */
    CompletableFuture<Judged> judge(ConsumerRecord<byte[], byte[]> record) throws InterruptedException {
        byte[] body = Outlet.body(record);
        long arrived = System.nanoTime();
        try {
            ReceivedGeneration received = ReceivedGeneration.decode(codec, body, askedProfile(record));
            RoutedStages.Routed routed = detection.route(received);
            return detection
                    .submitWhenRoom(routed.stage(), received, Instant.ofEpochMilli(record.timestamp()))
                    .thenApply(result -> {
                        rollout.tryOut(routed, received, result, record);
                        return new Judged(result, routed.stage().identity().environment(), arrived);
                    });
        } catch (EventException e) {
            LOG.warnf("event %s: %s, %s", e.eventId().orElse("?"), e.kind(), e.getMessage());
            return CompletableFuture.completedFuture(
                    new Judged(InvalidGeneration.result(e, body), NO_ENVIRONMENT, arrived));
        }
    }

    private static Optional<String> askedProfile(ConsumerRecord<byte[], byte[]> record) {
        return Optional.ofNullable(record.headers().lastHeader(PROFILE_HEADER))
                .map(Header::value)
                .map(value -> new String(value, StandardCharsets.UTF_8))
                .filter(value -> !value.isBlank());
    }

    /** Notes a record whose results the brokers have. */
    void published(Judged judged) {
        detection.metrics().record(judged.result(), judged.total());
    }
}
