package io.plumbline.detector;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Ready means: a model is loaded and, if there is work, it makes progress. A backlog alone changes neither this nor liveness,
 * which stays with the runtime and the channels: restarting a busy detector would only make it later.
 */
@Readiness
@ApplicationScoped
public class DetectionHealth implements HealthCheck {
    private final DetectionService detection;

    public DetectionHealth(DetectionService detection) {
        this.detection = detection;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("plumbline detector")
                .status(detection.isReady() && detection.progresses())
                .withData("model", detection.state().phase().name())
                .withData("detail", detection.state().detail())
                .withData("queueItems", detection.executor().queuedItems())
                .withData("queueAgeMs", detection.executor().queueAge().toMillis())
                .withData(
                        "sinceProgressMs", detection.executor().sinceProgress().toMillis())
                .build();
    }
}
