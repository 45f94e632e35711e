package io.plumbline.stages;

import io.plumbline.mitigation.AttemptWatch;
import io.plumbline.mitigation.Judgement;
import io.plumbline.mitigation.MitigationOutcome;
import io.plumbline.mitigation.Mitigator;
import io.plumbline.model.ErrorCode;
import io.plumbline.model.PlumblineException;
import io.plumbline.prompt.RagExample;
import io.plumbline.schemas.MitigationRequestEvent;
import io.plumbline.schemas.Outcome;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Repairs one flagged answer, or says why it stands.
 *
 * <p>Guarantees. Always returns, with an event unless the request itself is no request, and with a dead letter where trying
 * again can help or the request cannot be served. The event's id and body depend on the request, the preset and the environment
 * only, unless time ran out. Runs passes on the calling thread.
 */
public final class MitigateStage {
    private static final System.Logger LOG = System.getLogger(MitigateStage.class.getName());

    private final Mitigator mitigator;
    private final MitigationMapper mapper;
    private final Duration timeLimit;

    /**
     * @param timeLimit for one request's own passes; what is not done by then ends in {@code FAILED}, reason {@code CANCELLED}
     */
    public MitigateStage(Mitigator mitigator, Duration timeLimit) {
        this.mitigator = Objects.requireNonNull(mitigator, "mitigator is null");
        this.mapper = new MitigationMapper(mitigator.preset().name(), mitigator.presetId());
        if (timeLimit.isZero() || timeLimit.isNegative()) {
            throw new IllegalArgumentException("time limit " + timeLimit);
        }
        this.timeLimit = timeLimit;
    }

    /**
     * Tries to repair the answer.
     *
     * @param between asked between passes; once it says to stop the result is that of running out of time
     * @param watch told of each strategy
     */
    public MitigationResult mitigate(MitigationRequestEvent request, BetweenPasses between, AttemptWatch watch) {
        OwnTime own = new OwnTime(between);
        if (!(request.verdict().outcome() instanceof Outcome.Scored scored)) {
            return new MitigationResult(
                    Optional.empty(),
                    Optional.of(new Rejection(
                            ErrorCode.INVALID_INPUT.name(),
                            "the request's verdict flags nothing: it is not SCORED",
                            false)),
                    own.spent());
        }
        try {
            RagExample example = GenerationMapper.toExample(request.generation());
            Judgement judgement =
                    new Judgement(request.verdict().profileId().orElse(""), scored.probability(), scored.threshold());
            MitigationOutcome outcome = mitigator.mitigate(example, judgement, own, watch);
            return new MitigationResult(
                    Optional.of(mapper.toEvent(request, outcome)), rejection(outcome), own.spent(), own.lent());
        } catch (RuntimeException | OutOfMemoryError | StackOverflowError e) {
            return defect(request, e, own);
        }
    }

    /** Gives way between passes, then says whether to stop; what others took is not this request's time. */
    private final class OwnTime implements BooleanSupplier {
        private final BetweenPasses between;
        private final long began = System.nanoTime();
        private Duration lent = Duration.ZERO;

        OwnTime(BetweenPasses between) {
            this.between = between;
        }

        @Override
        public boolean getAsBoolean() {
            lent = lent.plus(between.giveWay());
            return between.stopping() || spent().compareTo(timeLimit) > 0;
        }

        Duration spent() {
            return Duration.ofNanos(System.nanoTime() - began).minus(lent);
        }

        Duration lent() {
            return lent;
        }
    }

    /** Failures that another attempt, or more time, can mend. */
    private static Optional<Rejection> rejection(MitigationOutcome outcome) {
        return outcome.fold(
                accepted -> Optional.<Rejection>empty(),
                declined -> Optional.empty(),
                failed -> Optional.of(new Rejection(failed.code().name(), failed.detail(), true)));
    }

    private MitigationResult defect(MitigationRequestEvent request, Throwable e, OwnTime own) {
        LOG.log(System.Logger.Level.ERROR, "event " + request.generation().id() + ": no repair", e);
        ErrorCode code = e instanceof PlumblineException known
                ? known.code()
                : e instanceof OutOfMemoryError ? ErrorCode.OUT_OF_MEMORY : ErrorCode.INTERNAL;
        // the message of an unknown failure may quote the event: it goes to the log, not onto a topic
        String detail = e instanceof PlumblineException known && known.getMessage() != null
                ? known.getMessage()
                : "mitigation failed with " + e.getClass().getSimpleName() + ": see the service's log";
        return new MitigationResult(
                Optional.of(mapper.toEvent(request, code, detail)),
                Optional.of(new Rejection(code.name(), detail, true)),
                own.spent(),
                own.lent());
    }
}
