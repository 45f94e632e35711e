package io.plumbline.gateway;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.plumbline.embeddedkafka.EmbeddedKafka;
import io.plumbline.schemas.Topics;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A broker that goes away and comes back. */
@QuarkusTest
@WithTestResource(BrokerDownTest.Restartable.class)
class BrokerDownTest {
    private static final String EVENT = "{\"id\":\"patient\",\"passages\":[],\"response\":\"r\"}";

    /** One data directory and port, a broker at will. */
    public static final class Restartable implements QuarkusTestResourceLifecycleManager {
        private @Nullable EmbeddedKafka kafka;
        private @Nullable Path directory;
        private int port;

        @Override
        public Map<String, String> start() {
            try {
                directory = Files.createTempDirectory("plumbline-broker-down");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            turn(true);
            // by way of the JDK, because the test's classes may be loaded by another loader than this one
            Consumer<Boolean> lever = this::turn;
            System.getProperties().put("127.0.0.1:" + port, lever);
            return Map.of(
                    "kafka.bootstrap.servers",
                    "127.0.0.1:" + port,
                    "plumbline.gateway.publish-timeout",
                    "3s",
                    "mp.messaging.outgoing.gateway-generations-out.delivery.timeout.ms",
                    "2500",
                    "mp.messaging.outgoing.gateway-generations-out.request.timeout.ms",
                    "2000");
        }

        private void turn(boolean on) {
            if (on) {
                EmbeddedKafka.Builder builder = EmbeddedKafka.builder().port(port);
                if (directory != null) {
                    builder.dataDirectory(directory);
                }
                EmbeddedKafka started = builder.start();
                kafka = started;
                port = started.port();
            } else if (kafka != null) {
                kafka.close();
            }
        }

        @Override
        public void stop() {
            turn(false);
        }
    }

    @Test
    void withoutABrokerNothingIsAcceptedAndAfterwardsAllIsWell() {
        Consumer<Boolean> lever = lever();
        assertThat(post(EVENT.replace("patient", "before"))).isEqualTo(202);
        lever.accept(false);
        long started = System.nanoTime();
        given().contentType(ContentType.JSON)
                .body(EVENT)
                .post("/v1/generations")
                .then()
                .statusCode(503)
                .contentType(Problem.MEDIA_TYPE)
                .header("Retry-After", "1")
                .body("code", equalTo("BROKER_UNAVAILABLE"));
        assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(30));
        given().get("/v1/generations/patient/verdicts").then().statusCode(404);
        lever.accept(true);
        int status = 503;
        for (int attempt = 0; attempt < 20 && status == 503; attempt++) {
            status = post(EVENT);
        }
        assertThat(status).isEqualTo(202);
        assertThat(Kafka.read(Topics.GENERATIONS, "before")).hasSize(1);
        assertThat(Kafka.read(Topics.GENERATIONS, "patient")).isNotEmpty();
        given().get("/v1/generations/patient/verdicts").then().statusCode(202);
    }

    /** True starts the broker this application talks to, false stops it. */
    @SuppressWarnings("unchecked")
    private static Consumer<Boolean> lever() {
        String servers = ConfigProvider.getConfig().getValue("kafka.bootstrap.servers", String.class);
        return (Consumer<Boolean>) Objects.requireNonNull(System.getProperties().get(servers));
    }

    private static int post(String event) {
        return given().contentType(ContentType.JSON)
                .body(event)
                .post("/v1/generations")
                .statusCode();
    }
}
