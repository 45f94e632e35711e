package io.plumbline.detector;

import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.plumbline.schemas.EventCodec;
import io.plumbline.schemas.EventException;
import io.plumbline.stages.ReceivedGeneration;
import io.plumbline.stages.ScorePort;
import io.plumbline.stages.StageResult;
import io.plumbline.stages.tracing.Tracing;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Scores in this process, on the same executor as the stream. */
@ApplicationScoped
public class LocalScorePort implements ScorePort {
    private final EventCodec codec = new EventCodec();
    private final DetectionService detection;
    private final DetectionConfig config;
    private final Tracing tracing;

    public LocalScorePort(DetectionService detection, DetectionConfig config, Tracing tracing) {
        this.detection = detection;
        this.config = config;
        this.tracing = tracing;
    }

    @Override
    public CompletableFuture<byte[]> score(byte[] event, Duration patience) {
        // the gateway of this process made its span current
        return score(event, Optional.empty(), patience, Context.current());
    }

    /** @param parent context of the request */
    CompletableFuture<byte[]> score(byte[] event, Optional<String> profile, Duration patience, Context parent) {
        long began = System.nanoTime();
        ReceivedGeneration received;
        try {
            received = ReceivedGeneration.decode(codec, event, profile);
        } catch (EventException e) {
            return CompletableFuture.failedFuture(e);
        }
        ScoreTrace trace = new ScoreTrace(tracing, parent);
        return trace.watch(detection.submitNow(received, patience).thenApply(result -> {
            trace.judged(result, config.model());
            try (Scope scope = trace.context().makeCurrent()) {
                detection.metrics().record(result, Duration.ofNanos(System.nanoTime() - began));
            }
            return bytes(result);
        }));
    }

    private byte[] bytes(StageResult result) {
        try {
            return codec.encode(result.verdict().orElseThrow());
        } catch (EventException e) {
            return codec.encode(result.unwritable(e.kind().name()).verdict().orElseThrow());
        }
    }
}
