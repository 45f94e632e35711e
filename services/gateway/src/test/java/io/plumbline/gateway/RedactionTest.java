package io.plumbline.gateway;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import io.plumbline.embeddedkafka.testing.KafkaTestResource;
import io.plumbline.schemas.Topics;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import org.junit.jupiter.api.Test;

/** Whatever door an answer comes in by, the topic has it without what was to be taken out. */
@QuarkusTest
@TestProfile(Guarded.class)
@WithTestResource(KafkaTestResource.class)
@WithTestResource(Issuer.class)
class RedactionTest {
    private static ValidatableResponse post(String path, ContentType type, String body) {
        return given().contentType(type)
                .header("X-API-Key", Guarded.KEY)
                .body(body.getBytes(UTF_8))
                .post(path)
                .then();
    }

    private static void isStored(String id) {
        String stored = new String(Kafka.read(Topics.GENERATIONS, id).get(0).value(), UTF_8);
        assertThat(stored).doesNotContain("jane@mail.example").contains("Ask [EMAIL-1].");
    }

    @Test
    void nothingOfItIsStoredAndARepetitionIsStillOne() {
        String body = "{\"id\":\"redacted\",\"passages\":[{\"id\":\"p\",\"text\":\"Jane: jane@mail.example.org\"}],"
                + "\"response\":\"Ask jane@mail.example.org.\"}";
        post("/v1/generations", ContentType.JSON, body).statusCode(202).body("repetition", equalTo(false));
        isStored("redacted");
        post("/v1/generations", ContentType.JSON, body).statusCode(202).body("repetition", equalTo(true));
        given().get("/q/metrics")
                .then()
                .body(containsString("plumbline_gateway_redacted_values_total{kind=\"EMAIL\"}"));
    }

    @Test
    void linesOfABatchAreNoOtherWayIn() {
        String line = "{\"id\":\"redacted-line\",\"passages\":[],\"response\":\"Ask jane@mail.example.org.\"}";
        given().contentType("application/x-ndjson")
                .header("X-API-Key", Guarded.KEY)
                .body(line.getBytes(UTF_8))
                .post("/v1/generations")
                .then()
                .statusCode(202);
        isStored("redacted-line");
    }
}
