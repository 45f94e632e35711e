package io.plumbline.mitigator;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Ready means: a model is loaded and, if there is work, it makes progress; and the brokers take its transactions, if
 * it writes any.
 */
@Readiness
@ApplicationScoped
public class MitigationHealth implements HealthCheck {
    private final MitigationService mitigation;
    private final TransactionalRequests requests;

    public MitigationHealth(MitigationService mitigation, TransactionalRequests requests) {
        this.mitigation = mitigation;
        this.requests = requests;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("plumbline mitigator")
                .status(mitigation.isReady()
                        && mitigation.progresses()
                        && requests.channel().isHealthy())
                .withData("model", mitigation.state().phase().name())
                .withData("detail", mitigation.state().detail())
                .withData("transactions", requests.channel().state())
                .build();
    }
}
