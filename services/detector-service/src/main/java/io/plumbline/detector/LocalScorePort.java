package io.plumbline.detector;

import io.plumbline.model.ErrorCode;
import io.plumbline.model.PlumblineException;
import io.plumbline.schemas.EventCodec;
import io.plumbline.schemas.EventException;
import io.plumbline.stages.IdReusedException;
import io.plumbline.stages.ReceivedGeneration;
import io.plumbline.stages.Rejection;
import io.plumbline.stages.ScorePort;
import io.plumbline.stages.StageResult;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Scores in this process, on the same executor as the stream. */
@ApplicationScoped
public class LocalScorePort implements ScorePort {
    private final EventCodec codec = new EventCodec();
    private final DetectionService detection;

    public LocalScorePort(DetectionService detection) {
        this.detection = detection;
    }

    @Override
    public CompletableFuture<byte[]> score(byte[] event, Duration patience) {
        return score(event, Optional.empty(), patience);
    }

    CompletableFuture<byte[]> score(byte[] event, Optional<String> profile, Duration patience) {
        long began = System.nanoTime();
        ReceivedGeneration received;
        try {
            received = ReceivedGeneration.decode(codec, event, profile);
        } catch (EventException e) {
            return CompletableFuture.failedFuture(e);
        }
        return detection.submitNow(received, patience).thenApply(result -> {
            detection.metrics().record(result, Duration.ofNanos(System.nanoTime() - began));
            return bytes(result);
        });
    }

    private byte[] bytes(StageResult result) {
        if (result.verdict().isPresent()) {
            return codec.encode(result.verdict().get());
        }
        Rejection rejection = result.rejection().orElseThrow();
        throw rejection.code().equals(Rejection.ID_REUSED)
                ? new IdReusedException(rejection.detail())
                : new PlumblineException(ErrorCode.INTERNAL, rejection.detail());
    }
}
