package io.plumbline.detector;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/** Dead means: delivery exactly once has come to an end that only a restart mends. */
@Liveness
@ApplicationScoped
public class DetectionLiveness implements HealthCheck {
    private final TransactionalGenerations generations;

    public DetectionLiveness(TransactionalGenerations generations) {
        this.generations = generations;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("plumbline detector delivery")
                .status(generations.channel().isAlive())
                .withData("transactions", generations.channel().state())
                .build();
    }
}
