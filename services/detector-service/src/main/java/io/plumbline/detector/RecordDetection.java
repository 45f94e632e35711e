package io.plumbline.detector;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Scope;
import io.plumbline.channels.Outlet;
import io.plumbline.channels.RecordTrace;
import io.plumbline.model.ErrorCode;
import io.plumbline.model.PlumblineException;
import io.plumbline.schemas.EventCodec;
import io.plumbline.schemas.EventException;
import io.plumbline.schemas.RecordHeaders;
import io.plumbline.stages.InvalidGeneration;
import io.plumbline.stages.ReceivedGeneration;
import io.plumbline.stages.StageResult;
import io.plumbline.stages.rollout.RoutedStages;
import io.plumbline.stages.tracing.TraceHeaders;
import io.plumbline.stages.tracing.Tracing;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerRecord;
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
    private final DetectionConfig config;
    private final Tracing tracing;

    public RecordDetection(
            DetectionService detection, RolloutService rollout, DetectionConfig config, Tracing tracing) {
        this.detection = detection;
        this.rollout = rollout;
        this.config = config;
        this.tracing = tracing;
    }

    /**
     * What became of a record.
     *
     * @param environment what the bits of the verdict depend on
     * @param arrivedNanos when it was taken in, as {@link System#nanoTime}
     * @param trace its way through this service
     */
    record Judged(StageResult result, String environment, long arrivedNanos, RecordTrace trace) {
        /** With another result in its place. */
        Judged with(StageResult other) {
            return new Judged(other, environment, arrivedNanos, trace);
        }

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
        RecordTrace trace = new RecordTrace(tracing, record);
        try {
            ReceivedGeneration received = ReceivedGeneration.decode(codec, body, askedProfile(record));
            RoutedStages.Routed routed = detection.route(received);
            return detection
                    .submitWhenRoom(routed.stage(), received, Instant.ofEpochMilli(record.timestamp()))
                    .thenApply(result -> {
                        requireOwnFailure(result);
                        rollout.tryOut(routed, received, result, trace);
                        return new Judged(
                                traced(result, trace), routed.stage().identity().environment(), arrived, trace);
                    });
        } catch (EventException e) {
            LOG.warnf("event %s: %s, %s", e.eventId().orElse("?"), e.kind(), e.getMessage());
            return CompletableFuture.completedFuture(
                    new Judged(traced(InvalidGeneration.result(e, body), trace), NO_ENVIRONMENT, arrived, trace));
        }
    }

    /** Leaves to the next instance what failed while this one ends: its model may have been closed in the middle of it. */
    private void requireOwnFailure(StageResult result) {
        if (detection.isStopping() && result.rejection().isPresent()) {
            throw new PlumblineException(ErrorCode.BUSY, "the service is ending");
        }
    }

    /** Called on the model's own thread as soon as it is done, or where no model was needed: the end of the pass is now. */
    private StageResult traced(StageResult result, RecordTrace trace) {
        Instant now = Instant.now();
        Instant turn = now.minus(result.timing().model());
        trace.waited(turn);
        if (result.timing().attempts() > 0) {
            Span pass = trace.child(DetectionSpans.PASS).setStartTimestamp(turn).startSpan();
            DetectionSpans.pass(pass, result, config.model());
            pass.end(now);
        }
        DetectionSpans.outcome(trace.span(), result);
        return result;
    }

    private static Optional<String> askedProfile(ConsumerRecord<byte[], byte[]> record) {
        return TraceHeaders.text(record.headers(), PROFILE_HEADER).filter(value -> !value.isBlank());
    }

    /** Notes a record whose results the brokers have. */
    void published(Judged judged) {
        // current, so that an exemplar can name the trace
        try (Scope scope = judged.trace().context().makeCurrent()) {
            detection.metrics().record(judged.result(), judged.total());
        }
        if (judged.result().timing().tokens() > 0) {
            estimate(judged.trace().record())
                    .ifPresent(tokens -> detection.metrics().recordEstimate(tokens));
        }
        judged.trace().end();
    }

    /** What the sender said, if it said a number that an event can have. */
    private static Optional<Long> estimate(ConsumerRecord<byte[], byte[]> record) {
        return TraceHeaders.text(record.headers(), RecordHeaders.TOKENS_ESTIMATE)
                .filter(text -> text.matches("[0-9]{1,9}"))
                .map(Long::valueOf);
    }
}
