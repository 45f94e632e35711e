package io.plumbline.mitigator;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.embeddedkafka.testing.KafkaTestResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Everything that holds for the mitigator, held again with the switch the other way. */
@QuarkusTest
@TestProfile(ExactlyOnceMitigatorServiceTest.ExactlyOnce.class)
@QuarkusTestResource(value = KafkaTestResource.class, restrictToAnnotatedClass = true)
class ExactlyOnceMitigatorServiceTest extends MitigatorServiceTest {
    /** The one switch. */
    public static class ExactlyOnce implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("plumbline.delivery", "exactly-once");
        }
    }

    @Inject
    TransactionalRequests requests;

    @Test
    void itWritesTransactions() {
        assertThat(requests.channel().state()).startsWith("RUNNING");
    }
}
