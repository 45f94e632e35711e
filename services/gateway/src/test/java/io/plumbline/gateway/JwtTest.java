package io.plumbline.gateway;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.not;

import io.plumbline.embeddedkafka.testing.KafkaTestResource;
import io.plumbline.schemas.EventCodec;
import io.plumbline.schemas.GenerationEvent;
import io.plumbline.schemas.Topics;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.keys.HmacKey;
import org.junit.jupiter.api.Test;

/** A gateway that believes one issuer, and one key beside it. */
@QuarkusTest
@TestProfile(Guarded.class)
@WithTestResource(KafkaTestResource.class)
@WithTestResource(Issuer.class)
class JwtTest {
    private static Response post(String id, String bearer) {
        return given().contentType(ContentType.JSON)
                .header("Authorization", "Bearer " + bearer)
                .body("{\"id\":\"" + id + "\",\"passages\":[{\"id\":\"p\",\"text\":\"t\"}],\"response\":\"r\"}")
                .post("/v1/generations");
    }

    private static void refused(String token, String why) {
        post("refused", token)
                .then()
                .statusCode(401)
                .contentType(Problem.MEDIA_TYPE)
                .body("detail", containsString(why))
                .body("detail", not(containsString(token)));
    }

    @Test
    void theTenantIsTheTokensAndAKeysTenantMayBeTheSame() {
        assertThat(post("of-token", Issuer.token(Issuer.claims("shop"), Issuer.key()))
                        .statusCode())
                .isEqualTo(202);
        byte[] published = Kafka.read(Topics.GENERATIONS, "of-token").get(0).value();
        assertThat(new EventCodec().decode(GenerationEvent.class, published).tenant())
                .isEqualTo("shop");
        // by the key of the same tenant it is seen, by another tenant's token it is not
        given().header("X-API-Key", Guarded.KEY)
                .get("/v1/generations/of-token/verdicts")
                .then()
                .statusCode(202);
        given().header("Authorization", "Bearer " + Issuer.token(Issuer.claims("bank"), Issuer.key()))
                .get("/v1/generations/of-token/verdicts")
                .then()
                .statusCode(404);
    }

    @Test
    void aTokenWithAFaultIsRefusedAndTheReasonSaid() {
        JwtClaims expired = Issuer.claims("shop");
        expired.setExpirationTimeMinutesInTheFuture(-5);
        refused(Issuer.token(expired, Issuer.key()), "expired");
        JwtClaims elsewhere = Issuer.claims("shop");
        elsewhere.setAudience("another-service");
        refused(Issuer.token(elsewhere, Issuer.key()), "another audience");
        JwtClaims foreign = Issuer.claims("shop");
        foreign.setIssuer("https://somebody.example");
        refused(Issuer.token(foreign, Issuer.key()), "another issuer");
        JwtClaims everlasting = Issuer.claims("shop");
        everlasting.unsetClaim("exp");
        refused(Issuer.token(everlasting, Issuer.key()), "valid signature, time");
        JwtClaims nobodys = Issuer.claims("shop");
        nobodys.unsetClaim("realm");
        refused(Issuer.token(nobodys, Issuer.key()), "names no tenant");
        refused("no-token", "valid signature");
        refused("a.b.c", "valid signature");
        given().get("/v1/generations/x/verdicts").then().statusCode(401);
    }

    @Test
    void aForgedSignatureIsRefused() {
        // another key under the name of the known one
        var stranger = Issuer.newKey();
        stranger.setKeyId(Issuer.key().getKeyId());
        refused(Issuer.token(Issuer.claims("shop"), stranger), "valid signature");

        JsonWebSignature unsigned = new JsonWebSignature();
        unsigned.setPayload(Issuer.claims("shop").toJson());
        unsigned.setAlgorithmConstraints(AlgorithmConstraints.NO_CONSTRAINTS);
        unsigned.setAlgorithmHeaderValue(AlgorithmIdentifiers.NONE);
        refused(Issuer.serialized(unsigned), "valid signature");

        // the public key is public: used as a shared secret it must not count
        JsonWebSignature confused = new JsonWebSignature();
        confused.setPayload(Issuer.claims("shop").toJson());
        confused.setKeyIdHeaderValue(Issuer.key().getKeyId());
        confused.setAlgorithmHeaderValue(AlgorithmIdentifiers.HMAC_SHA256);
        confused.setKey(new HmacKey(Issuer.key().getPublicKey().getEncoded()));
        refused(Issuer.serialized(confused), "valid signature");
    }

    @Test
    void aNewKeyOfTheIssuerIsFetchedWhenATokenNamesIt() {
        var old = Issuer.key();
        assertThat(post("before", Issuer.token(Issuer.claims("shop"), old)).statusCode())
                .isEqualTo(202);
        Issuer.rotate();
        assertThat(post("after", Issuer.token(Issuer.claims("shop"), Issuer.key()))
                        .statusCode())
                .isEqualTo(202);
        refused(Issuer.token(Issuer.claims("shop"), old), "valid signature");
    }
}
