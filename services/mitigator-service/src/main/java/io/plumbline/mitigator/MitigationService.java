package io.plumbline.mitigator;

import io.micrometer.core.instrument.MeterRegistry;
import io.plumbline.mitigation.AttemptWatch;
import io.plumbline.model.ErrorCode;
import io.plumbline.model.PlumblineException;
import io.plumbline.schemas.MitigationRequestEvent;
import io.plumbline.stages.BackgroundLoading;
import io.plumbline.stages.BetweenPasses;
import io.plumbline.stages.Lane;
import io.plumbline.stages.LoadState;
import io.plumbline.stages.MitigateStage;
import io.plumbline.stages.MitigationMetrics;
import io.plumbline.stages.MitigationResult;
import io.plumbline.stages.ModelExecutor;
import io.plumbline.stages.ReceivedGeneration;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jboss.logging.Logger;

/** The mitigator, its executor and the stage, from load to shutdown. */
@ApplicationScoped
public class MitigationService {
    private static final Logger LOG = Logger.getLogger(MitigationService.class);

    /** Before the channels' own observers stop the consumers, and before the detector's, whose model this one may share. */
    private static final int FIRST = 90;

    private final MitigationConfig config;
    private final MitigatorLoader loader;
    private final MitigationMetrics metrics;
    private final BackgroundLoading<Ready> loading;
    private volatile boolean stopping;

    /** What is there once the model is. */
    private record Ready(MitigateStage stage, MitigatorLoader.Loaded parts) {}

    public MitigationService(MitigationConfig config, MitigatorLoader loader, MeterRegistry registry) {
        this.config = config;
        this.loader = loader;
        this.metrics = new MitigationMetrics(registry);
        this.loading = new BackgroundLoading<>(
                "plumbline-mitigator-loading",
                this::load,
                ready -> "preset " + ready.parts().mitigator().preset().name() + " on "
                        + ready.parts().environment().fingerprint());
    }

    void start(@Observes StartupEvent event) {
        loading.start();
    }

    void stop(@Observes @Priority(FIRST) ShutdownEvent event) {
        stopping = true;
        Optional<MitigatorLoader.Loaded> parts =
                isReady() ? Optional.of(loading.loaded().join().parts()) : Optional.empty();
        loading.stop(new PlumblineException(ErrorCode.BUSY, "the service is shutting down"));
        parts.ifPresent(MitigationService::close);
    }

    private static void close(MitigatorLoader.Loaded parts) {
        try {
            parts.resources().close();
        } catch (Exception e) {
            LOG.warn("the model could not be closed", e);
        }
    }

    private Ready load() {
        MitigatorLoader.Loaded parts = loader.load();
        return new Ready(new MitigateStage(parts.mitigator(), config.timeLimit()), parts);
    }

    public LoadState state() {
        return loading.state();
    }

    public boolean isReady() {
        return loading.isReady();
    }

    /** Whether the service is ending: results from now on are not those of the requests. */
    public boolean isStopping() {
        return stopping;
    }

    /** Whether the model made progress lately, or has nothing to do. */
    public boolean progresses() {
        return !isReady() || executor().sinceProgress().compareTo(config.stallLimit()) < 0;
    }

    private ModelExecutor executor() {
        return loading.loaded().join().parts().executor();
    }

    MitigationMetrics metrics() {
        return metrics;
    }

    /** What the bits of results depend on; waits for the model. */
    String environment() {
        return loading.loaded().join().parts().environment().fingerprint();
    }

    /**
     * Repairs in the background lane, giving way to verdicts between passes; blocks until the model is there and the queue has
     * room.
     *
     * @param watch told of each strategy, on the model's thread
     */
    CompletableFuture<MitigationResult> submitWhenRoom(MitigationRequestEvent request, AttemptWatch watch)
            throws InterruptedException {
        Ready ready = loading.loaded().join();
        long tokens = ReceivedGeneration.estimatedTokens(request.generation());
        ModelExecutor executor = ready.parts().executor();
        return executor.submitWhenRoom(
                Lane.BACKGROUND, tokens, () -> ready.stage().mitigate(request, new Turn(executor), watch));
    }

    /** Lets verdicts go before each step of a repair, where both share a model. */
    private final class Turn implements BetweenPasses {
        private final ModelExecutor executor;

        Turn(ModelExecutor executor) {
            this.executor = executor;
        }

        @Override
        public Duration giveWay() {
            return executor.giveWay();
        }

        @Override
        public boolean stopping() {
            return stopping;
        }
    }
}
