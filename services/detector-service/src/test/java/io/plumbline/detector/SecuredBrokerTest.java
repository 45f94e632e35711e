package io.plumbline.detector;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.plumbline.model.ErrorCode;
import io.plumbline.model.PlumblineException;
import io.plumbline.schemas.Outcome;
import io.plumbline.schemas.Topics;
import io.plumbline.schemas.VerdictEvent;
import io.plumbline.stages.rollout.RoutingTopic;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Nothing that the service writes or reads goes past TLS and the password: every client it has takes them from the same settings. */
@QuarkusTest
@QuarkusTestResource(value = SecuredBroker.class, restrictToAnnotatedClass = true)
class SecuredBrokerTest {
    @Inject
    DetectionService detection;

    private Records records;

    @BeforeEach
    void open() {
        records = new Records(ConfigProvider.getConfig().getValue(SecuredBroker.OPEN, String.class));
        await().atMost(Duration.ofSeconds(30)).until(detection::isReady);
    }

    @AfterEach
    void close() {
        records.close();
    }

    @Test
    void everyTopicIsReachedByTheSameSettings() throws Exception {
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> given().get("/q/health/ready").then().statusCode(200));
        int version = records.append("{\"routes\":[{\"tenant\":\"safe\",\"active\":\"mild\",\"shadows\":[\"fake\"]}]}");
        assertThat(records.auditOf("ROUTING_APPLIED", version)).contains("\"previousVersion\":\"0\"");
        records.send(Topics.GENERATIONS, "e-safe", Records.eventOf("safe", "e-safe", "answer"));
        VerdictEvent verdict = records.awaitVerdict("e-safe");
        assertThat(verdict.outcome().status()).isEqualTo(Outcome.SCORED);
        assertThat(verdict.profileName()).isEqualTo("mild");
        records.await(Topics.SHADOW_VERDICTS, one -> Records.keyIs(one, "e-safe"));
        records.send(Topics.GENERATIONS, "flagged", Records.event("e-flagged", "answer", "passage"));
        records.await(Topics.MITIGATION_REQUESTS, one -> Records.keyIs(one, "e-flagged"));
        records.send(Topics.GENERATIONS, "poison", "no json".getBytes(StandardCharsets.UTF_8));
        records.awaitDeadLetter("UNPARSABLE", one -> Records.keyIs(one, "poison"));
    }

    @Test
    void aCommandTellsAWrongPasswordFromBrokersThatAreAway() {
        assertThat(new RoutingTopic(client("right"), Clock.systemUTC()).read()).isNotNull();
        assertThatThrownBy(() -> new RoutingTopic(client("wrong"), Clock.systemUTC()).read())
                .isInstanceOfSatisfying(PlumblineException.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.ACCESS_DENIED);
                    assertThat(e).hasMessageContaining("password").hasMessageNotContaining("wrong");
                });
    }

    private static Map<String, Object> client(String password) {
        String server = ConfigProvider.getConfig().getValue("kafka.bootstrap.servers", String.class);
        Path trusted = Path.of(ConfigProvider.getConfig().getValue("kafka.ssl.truststore.location", String.class));
        return new HashMap<>(SecuredBroker.client(server, trusted, password));
    }
}
