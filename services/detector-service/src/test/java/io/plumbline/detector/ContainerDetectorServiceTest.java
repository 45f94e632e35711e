package io.plumbline.detector;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.condition.EnabledIf;

/** Everything that holds for the detector, held again on the broker as it ships. */
@QuarkusTest
@TestProfile(ContainerDetectorServiceTest.InContainer.class)
@QuarkusTestResource(value = ContainerBroker.class, restrictToAnnotatedClass = true)
@EnabledIf(
        value = "io.plumbline.detector.ContainerBroker#canRun",
        disabledReason = "no Docker engine; QUARANTINES.md says when it is not skipped")
class ContainerDetectorServiceTest extends DetectorServiceTest {
    /** An application of its own. */
    public static class InContainer implements QuarkusTestProfile {}
}
