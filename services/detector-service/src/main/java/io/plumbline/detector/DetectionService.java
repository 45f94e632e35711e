package io.plumbline.detector;

import io.micrometer.core.instrument.MeterRegistry;
import io.plumbline.model.ErrorCode;
import io.plumbline.model.PlumblineException;
import io.plumbline.scoring.profile.Profile;
import io.plumbline.stages.DetectStage;
import io.plumbline.stages.DriftLimits;
import io.plumbline.stages.DriftMonitor;
import io.plumbline.stages.ExecutorLimits;
import io.plumbline.stages.Lane;
import io.plumbline.stages.ModelExecutor;
import io.plumbline.stages.ReceivedGeneration;
import io.plumbline.stages.RetryPolicy;
import io.plumbline.stages.ScoringIdentity;
import io.plumbline.stages.StageMetrics;
import io.plumbline.stages.StageResult;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jboss.logging.Logger;

/**
 * The model, its executor and the stage, from load to shutdown. Loading happens in the background: the service answers probes
 * meanwhile, and events wait on their topic.
 */
@ApplicationScoped
public class DetectionService {
    private static final Logger LOG = Logger.getLogger(DetectionService.class);
    private static final Duration RELOAD_AFTER = Duration.ofSeconds(15);

    /** Before the channels' own observers stop the consumers. */
    private static final int FIRST = 100;

    private final DetectionConfig config;
    private final DetectorLoader loader;
    private final StageMetrics metrics;
    private final ModelExecutor executor;
    private final DriftLimits driftLimits;
    private final CompletableFuture<DetectStage> stage = new CompletableFuture<>();
    private volatile LoadState state = new LoadState(LoadState.Phase.LOADING, "the model is being loaded");
    private volatile Optional<AutoCloseable> resources = Optional.empty();
    private volatile Optional<Thread> loading = Optional.empty();

    /** @param detail for a person */
    public record LoadState(Phase phase, String detail) {
        /** Where loading stands. */
        public enum Phase {
            LOADING,
            READY,
            FAILED,
            STOPPED
        }
    }

    public DetectionService(DetectionConfig config, DetectorLoader loader, MeterRegistry registry) {
        this.config = config;
        this.loader = loader;
        this.metrics = new StageMetrics(registry);
        DetectionConfig.Queue queue = config.queue();
        this.executor = new ModelExecutor(
                config.device(),
                new ExecutorLimits(
                        queue.events(), queue.requests(), queue.tokens(), queue.batchTokens(), queue.drainTimeout()));
        // here and not when the model is there: a wrong setting ends the start
        this.driftLimits =
                new DriftLimits(config.drift().window(), config.drift().reportFrom());
        metrics.watch(executor);
        metrics.watchModel(this::isReady);
    }

    void start(@Observes StartupEvent event) {
        Thread thread = new Thread(this::load, "plumbline-model-loading");
        thread.setDaemon(true);
        loading = Optional.of(thread);
        thread.start();
    }

    void stop(@Observes @Priority(FIRST) ShutdownEvent event) {
        state = new LoadState(LoadState.Phase.STOPPED, "the service is shutting down");
        loading.ifPresent(Thread::interrupt);
        stage.completeExceptionally(new PlumblineException(ErrorCode.BUSY, state.detail()));
        executor.close();
        resources.ifPresent(DetectionService::closeQuietly);
    }

    private void load() {
        while (state.phase() != LoadState.Phase.STOPPED) {
            try {
                long began = System.nanoTime();
                LOG.infof("loading the model %s", config.model());
                DetectorLoader.Loaded loaded = loader.load();
                resources = Optional.of(loaded.resources());
                Profile profile = loaded.detector().profile();
                ScoringIdentity identity = ScoringIdentity.of(profile, loaded.environment());
                DriftMonitor drift = new DriftMonitor(profile, driftLimits);
                metrics.watch(drift);
                stage.complete(new DetectStage(
                        loaded.detector(), identity, RetryPolicy.DEFAULT, config.mitigationRequests(), drift::observe));
                state = new LoadState(LoadState.Phase.READY, identity.profileName() + " on " + identity.environment());
                LOG.infof("ready after %d ms: profile %s", (System.nanoTime() - began) / 1_000_000, state.detail());
                return;
            } catch (RuntimeException | LinkageError e) {
                if (!failed(e)) {
                    return;
                }
            }
        }
    }

    /** Notes the failure; waits and says whether to try again. */
    private boolean failed(Throwable e) {
        if (state.phase() == LoadState.Phase.STOPPED) {
            return false;
        }
        boolean again = e instanceof PlumblineException known && known.code().retriable();
        String detail = e instanceof PlumblineException known
                ? known.code() + ": " + known.getMessage()
                : "the model could not be loaded, see the log";
        state = new LoadState(LoadState.Phase.FAILED, detail);
        LOG.errorf(e, "the model could not be loaded%s", again ? "; another attempt follows" : "");
        try {
            Thread.sleep(again ? RELOAD_AFTER.toMillis() : 0);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
        return again;
    }

    private static void closeQuietly(AutoCloseable resources) {
        try {
            resources.close();
        } catch (Exception e) {
            LOG.warn("the model could not be closed", e);
        }
    }

    public LoadState state() {
        return state;
    }

    public boolean isReady() {
        return state.phase() == LoadState.Phase.READY;
    }

    /** Completes once the model is there; fails at shutdown. */
    public CompletableFuture<DetectStage> stage() {
        return stage.copy();
    }

    /** Whether the model made progress lately, or has nothing to do. */
    public boolean progresses() {
        return executor.sinceProgress().compareTo(config.stallLimit()) < 0;
    }

    public ModelExecutor executor() {
        return executor;
    }

    StageMetrics metrics() {
        return metrics;
    }

    /** Scores an event of the stream; blocks until the queue has room. */
    CompletableFuture<StageResult> submitWhenRoom(ReceivedGeneration received) throws InterruptedException {
        DetectStage ready = stage.join();
        return executor.submitWhenRoom(received.estimatedTokens(), () -> ready.detect(received));
    }

    /** Scores in the priority lane; fails at once if the model is not loaded or the queue is full. */
    CompletableFuture<StageResult> submitNow(ReceivedGeneration received, Duration patience) {
        if (!isReady()) {
            return CompletableFuture.failedFuture(new PlumblineException(
                    ErrorCode.MODEL_NOT_REACHABLE, "no model is loaded yet: " + state.detail() + ". Try again later"));
        }
        DetectStage ready = stage.join();
        try {
            return executor.submit(
                    Lane.SYNC, received.estimatedTokens(), Optional.of(patience), () -> ready.detect(received));
        } catch (PlumblineException busy) {
            return CompletableFuture.failedFuture(busy);
        }
    }
}
