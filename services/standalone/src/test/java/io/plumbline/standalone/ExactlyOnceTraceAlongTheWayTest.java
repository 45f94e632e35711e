package io.plumbline.standalone;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.util.Map;

/** Everything that holds for traces, held again with transactions. */
@QuarkusTest
@TestProfile(ExactlyOnceTraceAlongTheWayTest.ExactlyOnce.class)
@QuarkusTestResource(value = CollectorResource.class, restrictToAnnotatedClass = true)
class ExactlyOnceTraceAlongTheWayTest extends TraceAlongTheWayTest {
    /** The one switch. */
    public static class ExactlyOnce implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("plumbline.delivery", "exactly-once");
        }
    }
}
