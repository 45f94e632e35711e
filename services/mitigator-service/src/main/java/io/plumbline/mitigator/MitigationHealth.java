package io.plumbline.mitigator;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready means: a model is loaded and, if there is work, it makes progress. */
@Readiness
@ApplicationScoped
public class MitigationHealth implements HealthCheck {
    private final MitigationService mitigation;

    public MitigationHealth(MitigationService mitigation) {
        this.mitigation = mitigation;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("plumbline mitigator")
                .status(mitigation.isReady() && mitigation.progresses())
                .withData("model", mitigation.state().phase().name())
                .withData("detail", mitigation.state().detail())
                .build();
    }
}
