package io.plumbline.stages;

import io.plumbline.model.ErrorCode;
import io.plumbline.model.PlumblineException;
import io.plumbline.prompt.RagExample;
import io.plumbline.schemas.AbstentionReason;
import io.plumbline.schemas.Event;
import io.plumbline.schemas.Ids;
import io.plumbline.schemas.Label;
import io.plumbline.schemas.MitigationRequestEvent;
import io.plumbline.schemas.Outcome;
import io.plumbline.schemas.UnavailableCode;
import io.plumbline.schemas.VerdictEvent;
import io.plumbline.schemas.Warning;
import io.plumbline.scoring.DetectionOutcome;
import io.plumbline.scoring.Detector;
import io.plumbline.scoring.Verdict;
import io.plumbline.stages.StageResult.Timing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Judges one event.
 *
 * <p>Guarantees. Always returns: whatever the detector does ends in a verdict, {@code SCORED}, {@code ABSTAINED} (nothing
 * failed, there is nothing to judge) or {@code UNAVAILABLE} (with a rejection that says whether redriving can help). The
 * verdict's id and body depend on the event, the profile and the environment only, never on time or attempt, unless the event
 * was too old, or the model's circuit open, when its turn came. Retriable
 * failures are tried again on the calling thread, which is the device's own: while a device fails nothing else could run on it.
 */
public final class DetectStage {
    private static final System.Logger LOG = System.getLogger(DetectStage.class.getName());

    private final Detector detector;
    private final ScoringIdentity identity;
    private final RetryPolicy retries;
    private final RetryPolicy.Sleeper sleeper;
    private final BodyLedger bodies;
    private final boolean requestMitigation;
    private final Consumer<Verdict> observer;
    private final Guards guards;

    /**
     * What stands between an event and the model.
     *
     * @param admission which events of the stream are judged
     * @param circuit opens while the model fails
     */
    public record Guards(Admission admission, ModelCircuit circuit) {
        public Guards {
            Objects.requireNonNull(admission, "admission is null");
            Objects.requireNonNull(circuit, "circuit is null");
        }

        /** Nothing: every event is judged. */
        public static Guards none() {
            return new Guards(Admission.ALL, ModelCircuit.never());
        }
    }

    /** @param requestMitigation whether flagged answers yield a mitigation request */
    public DetectStage(Detector detector, ScoringIdentity identity, RetryPolicy retries, boolean requestMitigation) {
        this(detector, identity, retries, requestMitigation, verdict -> {}, Guards.none());
    }

    /**
     * A stage whose scored answers are watched.
     *
     * @param requestMitigation whether flagged answers yield a mitigation request
     * @param observer sees every verdict on the scoring thread, for example a {@link DriftMonitor}; must not throw
     * @param guards what stands before the model
     */
    public DetectStage(
            Detector detector,
            ScoringIdentity identity,
            RetryPolicy retries,
            boolean requestMitigation,
            Consumer<Verdict> observer,
            Guards guards) {
        this(
                detector,
                identity,
                retries,
                wait -> Thread.sleep(wait.toMillis()),
                new BodyLedger(BodyLedger.DEFAULT_IDS),
                requestMitigation,
                observer,
                guards);
    }

    DetectStage(
            Detector detector,
            ScoringIdentity identity,
            RetryPolicy retries,
            RetryPolicy.Sleeper sleeper,
            BodyLedger bodies,
            boolean requestMitigation,
            Consumer<Verdict> observer,
            Guards guards) {
        this.detector = Objects.requireNonNull(detector, "detector is null");
        this.identity = Objects.requireNonNull(identity, "identity is null");
        this.retries = Objects.requireNonNull(retries, "retries is null");
        this.sleeper = Objects.requireNonNull(sleeper, "sleeper is null");
        this.bodies = Objects.requireNonNull(bodies, "bodies is null");
        this.requestMitigation = requestMitigation;
        this.observer = Objects.requireNonNull(observer, "observer is null");
        this.guards = Objects.requireNonNull(guards, "guards is null");
    }

    /**
     * This stage with another profile: the same guards, the same memory of bodies.
     *
     * @param observer of the other profile's verdicts
     */
    public DetectStage withProfile(Detector other, ScoringIdentity named, Consumer<Verdict> observer) {
        return new DetectStage(other, named, retries, sleeper, bodies, requestMitigation, observer, guards);
    }

    /**
     * This stage with a profile on trial: no mitigation, one attempt, and its failures do not open the circuit of the active one.
     */
    public DetectStage onTrial(Detector other, ScoringIdentity named) {
        return new DetectStage(other, named, RetryPolicy.ONCE, sleeper, bodies, false, verdict -> {}, Guards.none());
    }

    public ScoringIdentity identity() {
        return identity;
    }

    /** Judges the event, whatever the rules of admission say; runs passes on the calling thread. */
    public StageResult detect(ReceivedGeneration received) {
        return refused(received).orElseGet(() -> score(received));
    }

    /**
     * Judges an event of the stream, or says by which rule it is not judged; runs passes on the calling thread.
     *
     * @param age since it was written to its topic
     */
    public StageResult detect(ReceivedGeneration received, Duration age) {
        return refused(received)
                .or(() -> guards.admission()
                        .refusal(received.event(), age)
                        .map(outcome -> verdictOnly(received, outcome, Timing.NONE)))
                .orElseGet(() -> score(received));
    }

    /**
     * Judges an answer that somebody waits for. It is none of the stream's: its id is not held against other bodies and not
     * remembered, so that asking first cannot make the stream refuse the event.
     */
    public StageResult ask(ReceivedGeneration received) {
        return unserved(received).orElseGet(() -> score(received));
    }

    private Optional<StageResult> refused(ReceivedGeneration received) {
        if (!bodies.accepts(received)) {
            return Optional.of(rejected(new Rejection(
                    Rejection.ID_REUSED,
                    "this event id came before with another body: give every answer its own id",
                    false)));
        }
        return unserved(received);
    }

    private Optional<StageResult> unserved(ReceivedGeneration received) {
        return received.askedProfile()
                .filter(asked -> !identity.isCalled(asked))
                .map(unknown -> unknownProfile(received, unknown));
    }

    private static StageResult rejected(Rejection rejection) {
        return new StageResult(Optional.empty(), Optional.empty(), Optional.of(rejection), Timing.NONE);
    }

    private StageResult unknownProfile(ReceivedGeneration received, String asked) {
        String detail = "this detector does not hold the profile asked for; active is " + identity.profileName()
                + ". Deploy the profile, then redrive";
        VerdictEvent verdict = new VerdictEvent(
                Event.CURRENT_VERSION,
                Ids.verdictId(received.event().tenant(), received.event().id(), received.bodyHash(), asked),
                received.event().id(),
                received.event().tenant(),
                asked,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                new Outcome.Unavailable(UnavailableCode.UNKNOWN_PROFILE, detail),
                List.of());
        return new StageResult(
                Optional.of(verdict),
                Optional.empty(),
                Optional.of(new Rejection(ErrorCode.UNKNOWN_PROFILE.name(), detail, true)),
                Timing.NONE);
    }

    private StageResult score(ReceivedGeneration received) {
        if (!guards.circuit().admits()) {
            return circuitOpen(received);
        }
        long began = System.nanoTime();
        int attempt = 1;
        while (true) {
            try {
                RagExample example = GenerationMapper.toExample(received.event());
                DetectionOutcome outcome = detector.detect(example);
                guards.circuit().succeeded(System.nanoTime() - began);
                return judged(received, example, outcome, attempt, System.nanoTime() - began);
            } catch (PlumblineException e) {
                if (e.code() == ErrorCode.INPUT_TOO_LONG) {
                    guards.circuit().succeeded(System.nanoTime() - began);
                    return tooLong(received, e, attempt, System.nanoTime() - began);
                }
                if (!e.code().retriable() || attempt >= retries.attempts() || !slept(attempt)) {
                    return failed(received, e, attempt, System.nanoTime() - began);
                }
                attempt++;
            } catch (RuntimeException | OutOfMemoryError | StackOverflowError e) {
                return failed(received, wrap(e), attempt, System.nanoTime() - began);
            }
        }
    }

    private boolean slept(int attempt) {
        try {
            sleeper.sleep(retries.backOffAfter(attempt));
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static PlumblineException wrap(Throwable defect) {
        ErrorCode code = defect instanceof OutOfMemoryError ? ErrorCode.OUT_OF_MEMORY : ErrorCode.INTERNAL;
        // the message of an unknown failure may quote the event: it goes to the log, not onto a topic
        return new PlumblineException(
                code, "scoring failed with " + defect.getClass().getSimpleName() + ": see the service's log", defect);
    }

    private StageResult judged(
            ReceivedGeneration received, RagExample example, DetectionOutcome outcome, int attempt, long nanos) {
        List<Warning> warnings = new ArrayList<>(GenerationMapper.warnings(received.event()));
        long tokens = outcome.fold(
                verdict -> {
                    verdict.warnings().forEach(text -> warnings.add(new Warning("DETECTOR", text)));
                    return (long) verdict.promptTokens() + verdict.responseTokens();
                },
                abstained -> 0L);
        VerdictEvent verdict = verdict(received, VerdictMapper.toOutcome(example, outcome), warnings);
        if (outcome instanceof DetectionOutcome.Scored scored) {
            // here, because the event no longer has the signals
            observer.accept(scored.verdict());
        }
        return new StageResult(
                Optional.of(verdict),
                mitigation(received, verdict),
                Optional.empty(),
                new Timing(attempt, Duration.ofNanos(nanos), tokens));
    }

    private StageResult tooLong(ReceivedGeneration received, PlumblineException e, int attempt, long nanos) {
        return verdictOnly(
                received,
                new Outcome.Abstained(AbstentionReason.TOO_LONG, text(e)),
                new Timing(attempt, Duration.ofNanos(nanos), 0));
    }

    private StageResult verdictOnly(ReceivedGeneration received, Outcome outcome, Timing timing) {
        return new StageResult(
                Optional.of(verdict(received, outcome, GenerationMapper.warnings(received.event()))),
                Optional.empty(),
                Optional.empty(),
                timing);
    }

    private StageResult circuitOpen(ReceivedGeneration received) {
        String detail =
                "the model failed too often lately and is left alone for a while: see the service's log, then redrive";
        return unavailable(
                received,
                new Outcome.Unavailable(UnavailableCode.CIRCUIT_OPEN, detail),
                new Rejection(UnavailableCode.CIRCUIT_OPEN.name(), detail, true),
                Timing.NONE);
    }

    private StageResult unavailable(ReceivedGeneration received, Outcome outcome, Rejection rejection, Timing timing) {
        return new StageResult(
                Optional.of(verdict(received, outcome, GenerationMapper.warnings(received.event()))),
                Optional.empty(),
                Optional.of(rejection),
                timing);
    }

    private StageResult failed(ReceivedGeneration received, PlumblineException e, int attempt, long nanos) {
        LOG.log(
                System.Logger.Level.ERROR,
                "event " + received.event().id() + ": no score after " + attempt + " attempts, " + e.code(),
                e);
        guards.circuit().failed(nanos, e);
        return unavailable(
                received,
                new Outcome.Unavailable(new UnavailableCode(e.code().name()), text(e)),
                new Rejection(e.code().name(), text(e), true),
                new Timing(attempt, Duration.ofNanos(nanos), 0));
    }

    private VerdictEvent verdict(ReceivedGeneration received, Outcome outcome, List<Warning> warnings) {
        String tenant = received.event().tenant();
        String id = received.event().id();
        return new VerdictEvent(
                Event.CURRENT_VERSION,
                Ids.verdictId(tenant, id, received.bodyHash(), identity.profileId()),
                id,
                tenant,
                identity.profileName(),
                Optional.of(identity.profileId()),
                Optional.of(identity.modelHash()),
                Optional.of(identity.tokenizerHash()),
                Optional.of(identity.calibrationHash()),
                outcome,
                warnings);
    }

    private Optional<MitigationRequestEvent> mitigation(ReceivedGeneration received, VerdictEvent verdict) {
        boolean flagged = verdict.outcome() instanceof Outcome.Scored scored
                && scored.label().equals(Label.HALLUCINATED);
        if (!flagged || !requestMitigation) {
            return Optional.empty();
        }
        return Optional.of(new MitigationRequestEvent(
                Event.CURRENT_VERSION, Ids.mitigationRequestId(verdict.verdictId()), received.event(), verdict));
    }

    private static String text(PlumblineException e) {
        return e.getMessage() == null ? e.code().name() : e.getMessage();
    }
}
