package io.plumbline.detector;

import io.plumbline.stages.ModelCircuit;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Ready means: a model is loaded and, if there is work, it makes progress and did not fail too often lately; and the brokers take its transactions, if it
 * writes any. A backlog alone changes neither this nor liveness,
 * which stays with the runtime and the channels: restarting a busy detector would only make it later.
 */
@Readiness
@ApplicationScoped
public class DetectionHealth implements HealthCheck {
    private final DetectionService detection;
    private final TransactionalGenerations generations;

    public DetectionHealth(DetectionService detection, TransactionalGenerations generations) {
        this.detection = detection;
        this.generations = generations;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("plumbline detector")
                .status(detection.isReady()
                        && detection.progresses()
                        && detection.circuit() != ModelCircuit.State.OPEN
                        && generations.channel().isHealthy())
                .withData("model", detection.state().phase().name())
                .withData("detail", detection.state().detail())
                .withData("circuit", detection.circuit().name())
                .withData("queueItems", detection.executor().queuedItems())
                .withData("queueAgeMs", detection.executor().queueAge().toMillis())
                .withData(
                        "sinceProgressMs", detection.executor().sinceProgress().toMillis())
                .withData("transactions", generations.channel().state())
                .build();
    }
}
