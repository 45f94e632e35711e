package io.plumbline.gateway;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.plumbline.embeddedkafka.testing.KafkaTestResource;
import io.plumbline.model.Hashes;
import io.plumbline.schemas.EventCodec;
import io.plumbline.schemas.GenerationEvent;
import io.plumbline.schemas.Topics;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A gateway with two callers, each of a tenant of its own. */
@QuarkusTest
@TestProfile(ApiKeysTest.Keys.class)
@WithTestResource(KafkaTestResource.class)
class ApiKeysTest {
    /** The callers. */
    public static final class Keys implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "plumbline.gateway.api-keys.shop.sha256",
                    Hashes.sha256("shop-key".getBytes(UTF_8)),
                    "plumbline.gateway.api-keys.shop.tenant",
                    "shop",
                    "plumbline.gateway.api-keys.bank.sha256",
                    Hashes.sha256("bank-key".getBytes(UTF_8)),
                    "plumbline.gateway.api-keys.bank.tenant",
                    "bank",
                    // a client cannot choose its tenant by the header either
                    "plumbline.gateway.tenant-header",
                    "X-Tenant");
        }
    }

    private static int post(String id, String header, String value) {
        return given().contentType(ContentType.JSON)
                .header(header, value)
                .header("X-Tenant", "bank")
                .body("{\"id\":\"" + id + "\",\"passages\":[{\"id\":\"p\",\"text\":\"t\"}],\"response\":\"r\"}")
                .post("/v1/generations")
                .statusCode();
    }

    @Test
    void withoutAKnownKeyNothingIsDone() {
        assertThat(post("refused", "X-Nothing", "1")).isEqualTo(401);
        assertThat(post("refused", "Authorization", "Bearer wrong")).isEqualTo(401);
        assertThat(post("refused", "X-API-Key", "")).isEqualTo(401);
        given().get("/v1/generations/refused/verdicts")
                .then()
                .statusCode(401)
                .contentType(Problem.MEDIA_TYPE)
                .body("code", equalTo("UNAUTHENTICATED"));
        given().get("/q/health/live").then().statusCode(200);
        given().get("/q/metrics").then().statusCode(200);
    }

    @Test
    void whatACallerSendsBelongsToItsTenantAndNoOtherSeesIt() {
        assertThat(post("mine", "Authorization", "bearer shop-key")).isEqualTo(202);
        byte[] published = Kafka.read(Topics.GENERATIONS, "mine").get(0).value();
        GenerationEvent event = new EventCodec().decode(GenerationEvent.class, published);
        assertThat(event.tenant()).isEqualTo("shop");
        given().header("X-API-Key", "shop-key")
                .get("/v1/generations/mine/verdicts")
                .then()
                .statusCode(202);
        given().header("X-API-Key", "bank-key")
                .get("/v1/generations/mine/verdicts")
                .then()
                .statusCode(404);
    }
}
