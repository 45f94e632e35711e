package io.plumbline.mitigator;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/** Dead means: delivery exactly once has come to an end that only a restart mends. */
@Liveness
@ApplicationScoped
public class MitigationLiveness implements HealthCheck {
    private final TransactionalRequests requests;

    public MitigationLiveness(TransactionalRequests requests) {
        this.requests = requests;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("plumbline mitigator delivery")
                .status(requests.channel().isAlive())
                .withData("transactions", requests.channel().state())
                .build();
    }
}
