package io.plumbline.detector;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.startsWith;

import io.plumbline.embeddedkafka.testing.KafkaTestResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Everything that holds for the detector, held again with the switch the other way. */
@QuarkusTest
@TestProfile(ExactlyOnceDetectorServiceTest.ExactlyOnce.class)
@QuarkusTestResource(value = KafkaTestResource.class, restrictToAnnotatedClass = true)
class ExactlyOnceDetectorServiceTest extends DetectorServiceTest {
    /** The one switch. */
    public static class ExactlyOnce implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("plumbline.delivery", "exactly-once");
        }
    }

    @Test
    void theProbesKnowOfTheTransactions() {
        given().get("/q/health/live")
                .then()
                .statusCode(200)
                .body(
                        "checks.find { it.name == 'plumbline detector delivery' }.data.transactions",
                        startsWith("RUNNING"));
    }
}
