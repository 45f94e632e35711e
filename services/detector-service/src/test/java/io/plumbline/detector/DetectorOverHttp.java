package io.plumbline.detector;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a detector answers over HTTP, and what it tells of itself. A base, so that it holds for every kind of delivery. */
abstract class DetectorOverHttp {
    @Inject
    DetectionService detection;

    @Inject
    FakeDetectorLoader fake;

    Records records;

    @BeforeEach
    void open() {
        records = new Records(ConfigProvider.getConfig().getValue("kafka.bootstrap.servers", String.class));
        await().until(detection::isReady);
    }

    @AfterEach
    void close() {
        fake.hold.set(false);
        records.close();
    }

    @Test
    void httpErrorsAreProblemsThatSayWhatToDo() {
        given().contentType("application/json")
                .body("no json")
                .post("/internal/v1/score")
                .then()
                .statusCode(400)
                .contentType(containsString("application/problem+json"))
                .body("code", equalTo("UNPARSABLE"));
        given().contentType("application/json")
                .body(Records.event("e-twice", "one", "passage"))
                .post("/internal/v1/score")
                .then()
                .statusCode(200);
        // whoever asks takes no id from the stream
        given().contentType("application/json")
                .body(Records.event("e-twice", "two", "passage"))
                .post("/internal/v1/score")
                .then()
                .statusCode(200);
    }

    @Test
    void tellsItsHealthAndItsMeters() {
        given().get("/q/health/live").then().statusCode(200);
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> given().get("/q/health/ready").then().statusCode(200));
        String metrics = metrics();
        assertThat(metrics).contains("plumbline_queue_age_seconds", "plumbline_queue_items", "plumbline_tokens_total");
        assertThat(metrics).contains("plumbline_model_ready 1", "plumbline_events_total{outcome=\"SCORED\"");
    }

    @Test
    void anExemplarNamesTheTraceOfAValueToWhoReadsOpenMetrics() {
        String trace = "a".repeat(32);
        given().contentType("application/json")
                .header("traceparent", "00-" + trace + "-" + "b".repeat(16) + "-01")
                .body(Records.event("e-exemplar", "answer", "passage"))
                .post("/internal/v1/score")
                .then()
                .statusCode(200);
        // as a Prometheus that is told to ask for nothing else
        String metrics = given().header("Accept", "application/openmetrics-text;version=1.0.0;q=0.5,*/*;q=0.1")
                .get("/q/metrics")
                .then()
                .statusCode(200)
                .extract()
                .asString();
        assertThat(metrics.lines().filter(line -> line.startsWith("plumbline_scoring_seconds_bucket")))
                .as(metrics)
                .anySatisfy(line -> assertThat(line).contains("# {", "trace_id=\"" + trace + "\""));
        assertThat(given().header("Accept", "text/plain; version=0.0.4")
                        .get("/q/metrics")
                        .asString())
                .as("the older exposition has no place for them")
                .doesNotContain(trace);
    }

    @Test
    void tellsTheAgeOfItsProfileByTheDayThatIsSet() {
        String metrics = given().header("Accept", "text/plain; version=0.0.4")
                .get("/q/metrics")
                .asString();
        // see the test's application.properties
        double age = Duration.between(Instant.parse("2026-01-01T00:00:00Z"), Instant.now())
                .toSeconds();
        assertThat(value(metrics, "plumbline_profile_age_seconds{profile=\"fake\""))
                .isBetween(age - 3600, age + 3600);
    }

    @Test
    void exportsHowFarItsScoresAreFromTheCalibration() {
        // five answers are enough here: see the test's application.properties
        for (int i = 0; i < 5; i++) {
            given().contentType("application/json")
                    .body(Records.event("e-drift-" + i, "answer", "passage"))
                    .post("/internal/v1/score")
                    .then()
                    .statusCode(200);
        }
        String metrics = metrics();
        assertThat(value(metrics, "plumbline_drift_psi{profile=\"fake\",signal=\"probability\""))
                .isGreaterThan(0.25);
        assertThat(value(metrics, "plumbline_drift_answers{profile=\"fake\"")).isGreaterThanOrEqualTo(5);
        String quantile = "plumbline_drift_quantile{profile=\"fake\",quantile=\"0.5\",signal=";
        assertThat(value(metrics, quantile + "\"probability\"")).isEqualTo(0.9);
        // its verdicts have no tokens: too few answers say anything about this one
        assertThat(value(metrics, quantile + "\"ecs\"")).isNaN();
    }

    static String metrics() {
        return given().header("Accept", "text/plain; version=0.0.4")
                .get("/q/metrics")
                .asString();
    }

    static double value(String metrics, String series) {
        return metrics.lines()
                .filter(line -> line.startsWith(series))
                .map(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .findFirst()
                .orElseThrow(() -> new AssertionError(series + " is not in " + metrics));
    }
}
