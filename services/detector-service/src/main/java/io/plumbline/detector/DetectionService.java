package io.plumbline.detector;

import io.micrometer.core.instrument.MeterRegistry;
import io.plumbline.model.ErrorCode;
import io.plumbline.model.PlumblineException;
import io.plumbline.scoring.Verdict;
import io.plumbline.scoring.profile.Profile;
import io.plumbline.stages.Admission;
import io.plumbline.stages.BackgroundLoading;
import io.plumbline.stages.DetectStage;
import io.plumbline.stages.DriftLimits;
import io.plumbline.stages.DriftMonitor;
import io.plumbline.stages.ExecutorLimits;
import io.plumbline.stages.Lane;
import io.plumbline.stages.LoadState;
import io.plumbline.stages.ModelCircuit;
import io.plumbline.stages.ModelExecutor;
import io.plumbline.stages.ProfileAge;
import io.plumbline.stages.ReceivedGeneration;
import io.plumbline.stages.RetryPolicy;
import io.plumbline.stages.ScoringIdentity;
import io.plumbline.stages.StageMetrics;
import io.plumbline.stages.StageResult;
import io.plumbline.stages.rollout.RoutedStages;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * The model, its executor and the stage, from load to shutdown. Loading happens in the background: the service answers probes
 * meanwhile, and events wait on their topic.
 */
@ApplicationScoped
public class DetectionService {
    private static final Logger LOG = Logger.getLogger(DetectionService.class);

    /** Before the channels' own observers stop the consumers. */
    private static final int FIRST = 100;

    private final DetectionConfig config;
    private final DetectorLoader loader;
    private final RolloutService rollout;
    private final StageMetrics metrics;
    private final ModelExecutor executor;
    private volatile boolean stopping;
    private final DriftLimits driftLimits;
    private final DetectStage.Guards guards;
    private final BackgroundLoading<Ready> loading;

    /** What is there once the model is. */
    private record Ready(DetectStage stage, DetectorLoader.Loaded parts) {}

    public DetectionService(
            DetectionConfig config, DetectorLoader loader, RolloutService rollout, MeterRegistry registry) {
        this.config = config;
        this.loader = loader;
        this.rollout = rollout;
        this.metrics = new StageMetrics(registry);
        this.loading = new BackgroundLoading<>(
                "plumbline-model-loading",
                this::load,
                ready -> ready.stage().identity().profileName() + " on "
                        + ready.stage().identity().environment());
        DetectionConfig.Queue queue = config.queue();
        this.executor = new ModelExecutor(
                config.device(),
                new ExecutorLimits(
                        queue.events(), queue.requests(), queue.tokens(), queue.batchTokens(), queue.drainTimeout()));
        // here and not when the model is there: a wrong setting ends the start
        this.guards = new DetectStage.Guards(admission(config), circuit(config.circuit()));
        this.driftLimits =
                new DriftLimits(config.drift().window(), config.drift().reportFrom());
        metrics.watch(executor);
        metrics.watch(guards.circuit());
        metrics.watchModel(this::isReady);
    }

    private static Admission admission(DetectionConfig config) {
        return new Admission(config.admission().values().stream()
                .map(rule -> new Admission.Rule(
                        rule.tenant(),
                        rule.app(),
                        rule.always(),
                        rule.rate(),
                        rule.shedAfter(),
                        rule.overloadAfter().map(from -> new Admission.Overload(from, rule.overloadShare()))))
                .toList());
    }

    private static ModelCircuit circuit(DetectionConfig.Circuit limits) {
        return new ModelCircuit(
                new ModelCircuit.Limits(limits.window(), limits.failedShare(), limits.openFor(), limits.probes()));
    }

    void start(@Observes StartupEvent event) {
        LOG.infof("loading the model %s", config.model());
        loading.start();
    }

    void stop(@Observes @Priority(FIRST) ShutdownEvent event) {
        stopping = true;
        Optional<DetectorLoader.Loaded> parts = parts();
        loading.stop(new PlumblineException(ErrorCode.BUSY, "the service is shutting down"));
        rollout.close();
        executor.close();
        parts.ifPresent(loaded -> closeQuietly(loaded.resources()));
    }

    private Ready load() {
        DetectorLoader.Loaded loaded = loader.load();
        try {
            return ready(loaded);
        } catch (RuntimeException e) {
            // loading is tried again, with a model of its own
            closeQuietly(loaded.resources());
            throw e;
        }
    }

    private Ready ready(DetectorLoader.Loaded loaded) {
        DetectorLoader.Candidate first = new DetectorLoader.Candidate(loaded.detector(), loaded.environment());
        DetectStage stage = new DetectStage(
                loaded.detector(),
                identity(first),
                RetryPolicy.DEFAULT,
                config.mitigationRequests(),
                watched(
                        first.detector().profile(),
                        ProfileAge.of(
                                first.detector().profile().name(),
                                config.profile(),
                                config.profileDirectory(),
                                config.profileDate())),
                guards);
        rollout.open(new RolloutService.Parts(
                loaded,
                executor,
                stage,
                other -> stage.withProfile(
                        other.detector(),
                        identity(other),
                        watched(other.detector().profile(), age(other.detector().profile()))),
                metrics::forget));
        return new Ready(stage, loaded);
    }

    static ScoringIdentity identity(DetectorLoader.Candidate candidate) {
        return ScoringIdentity.of(candidate.detector().profile(), candidate.environment());
    }

    /** Of a profile that a route names: the day that the settings name is the first one's. */
    private ProfileAge age(Profile profile) {
        return ProfileAge.of(profile.name(), Optional.empty(), config.profileDirectory(), Optional.empty());
    }

    private Consumer<Verdict> watched(Profile profile, ProfileAge age) {
        DriftMonitor drift = new DriftMonitor(profile, driftLimits);
        metrics.watch(drift);
        metrics.watch(age, Clock.systemUTC());
        return drift::observe;
    }

    /** What was loaded; empty until then. */
    private Optional<DetectorLoader.Loaded> parts() {
        return isReady() ? Optional.of(loading.loaded().join().parts()) : Optional.empty();
    }

    private static void closeQuietly(AutoCloseable resources) {
        try {
            resources.close();
        } catch (Exception e) {
            LOG.warn("the model could not be closed", e);
        }
    }

    public LoadState state() {
        return loading.state();
    }

    public boolean isReady() {
        return loading.isReady();
    }

    /** Whether the service is ending: a failure from now on may be that of a model that was closed. */
    boolean isStopping() {
        return stopping;
    }

    /** What was loaded, for others in this process; completes once it is there, fails at shutdown. */
    public CompletableFuture<DetectorLoader.Loaded> loaded() {
        return loading.loaded().thenApply(Ready::parts);
    }

    /** Completes once the model is there; fails at shutdown. */
    public CompletableFuture<DetectStage> stage() {
        return loading.loaded().thenApply(Ready::stage);
    }

    /** Whether the model made progress lately, or has nothing to do. */
    public boolean progresses() {
        return executor.sinceProgress().compareTo(config.stallLimit()) < 0;
    }

    /** The circuit breaker round the model. */
    public ModelCircuit.State circuit() {
        return guards.circuit().state();
    }

    public ModelExecutor executor() {
        return executor;
    }

    StageMetrics metrics() {
        return metrics;
    }

    /** Which profiles an event is for; blocks until the model is there, fails at shutdown. */
    RoutedStages.Routed route(ReceivedGeneration received) {
        DetectStage unused = stage().join();
        return rollout.route(received);
    }

    /**
     * Judges an event of the stream, if the rules admit it when its turn comes; blocks until the queue has room.
     *
     * @param ready judges it
     * @param written when it came to its topic
     */
    CompletableFuture<StageResult> submitWhenRoom(DetectStage ready, ReceivedGeneration received, Instant written)
            throws InterruptedException {
        return executor.submitWhenRoom(
                Lane.STREAM,
                received.estimatedTokens(),
                () -> ready.detect(received, Duration.between(written, Instant.now())));
    }

    /** Scores in the priority lane; fails at once if the model is not loaded or the queue is full. */
    CompletableFuture<StageResult> submitNow(ReceivedGeneration received, Duration patience) {
        if (!isReady()) {
            return CompletableFuture.failedFuture(new PlumblineException(
                    ErrorCode.MODEL_NOT_REACHABLE,
                    "no model is loaded yet: " + state().detail() + ". Try again later"));
        }
        DetectStage ready = route(received).stage();
        try {
            return executor.submit(
                    Lane.SYNC, received.estimatedTokens(), Optional.of(patience), () -> ready.ask(received));
        } catch (PlumblineException busy) {
            return CompletableFuture.failedFuture(busy);
        }
    }
}
