package io.plumbline.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.plumbline.house.Repository;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Everything real: the packaged fleet with the default model, a Prometheus that scrapes it, an Alertmanager, and a receiver; bad
 * answers are streamed in until somebody would be woken. The rules are those of the repository with time running twenty times
 * faster.
 */
final class AlertEndToEndTest {
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    // no profile is on trial here
    private static final String TRIAL = "trial!=\"none\"";

    @TempDir
    Path directory = Path.of("");

    @Test
    void badAnswersWakeSomebody() throws Exception {
        try (WatchedFleet fleet = WatchedFleet.start(directory)) {
            for (int i = 0; i < 3; i++) {
                fleet.send("good-" + i, "It was opened in " + (1800 + i) + " after four years of work.", i);
            }
            fleet.scoreAtOnce("asked");
            fleet.sendPoison();
            for (int i = 0; i < 40; i++) {
                fleet.send(
                        "bad-" + i,
                        "The moon landing was in Texas and Elvis bought 17 llamas for the mayor of Paris.",
                        i);
            }

            JsonNode burning = fleet.awaitAlert("PlumblineHallucinationBurnFast", PATIENCE);
            assertThat(burning.path("receiver").asText()).isEqualTo("page");
            assertThat(burning.path("labels").path("severity").asText()).isEqualTo("page");
            assertThat(burning.path("annotations").path("summary").asText()).contains("% of the answers are flagged");
            String url = burning.path("annotations").path("runbook_url").asText();
            assertThat(url).startsWith("https://");
            assertThat(Repository.here()
                            .root()
                            .resolve("docs/runbooks")
                            .resolve(url.substring(url.lastIndexOf('/') + 1)))
                    .isRegularFile();
            assertThat(burning.path("labels").has("runbooks"))
                    .as("a label needed for the link only")
                    .isFalse();

            JsonNode dead = fleet.awaitAlert("PlumblineDeadLetters", PATIENCE);
            assertThat(dead.path("receiver").asText()).isEqualTo("ticket");
            assertThat(dead.path("labels").path("code").asText()).isEqualTo("UNPARSABLE");
            assertThat(fleet.alertNames())
                    .doesNotContain(
                            "PlumblineDown", "PlumblineModelMissing", "PlumblineNothingJudged", "PlumblineDrift");

            // a mitigation's time is exported once there was one
            await().atMost(PATIENCE).pollInterval(Duration.ofSeconds(1)).untilAsserted(() -> assertThat(
                            new Exposition(fleet.metrics()).differences())
                    .as("MetricCatalogue and the running services")
                    .isEmpty());
            // Kafka's client tells its lag once a minute
            await().atMost(PATIENCE).pollInterval(Duration.ofSeconds(1)).untilAsserted(() -> {
                Exposition now = new Exposition(fleet.metrics());
                assertThat(KnownMetrics.FOREIGN.stream()
                                .map(KnownMetrics.Foreign::name)
                                .filter(name -> !name.equals("up")))
                        .allMatch(now::has);
            });
            // scraped and recorded a little later
            await().atMost(PATIENCE).pollInterval(Duration.ofSeconds(1)).untilAsserted(() -> assertThat(
                            fleet.query("plumbline:backlog:events"))
                    .as("backlog")
                    .isPresent());
            await().atMost(PATIENCE).pollInterval(Duration.ofSeconds(1)).untilAsserted(() -> assertThat(
                            panelsWithoutData(fleet))
                    .as("queries of the dashboards")
                    .allMatch(query -> query.contains(TRIAL)));
        }
    }

    /** Each query of the dashboards as Prometheus answers it; an error of Prometheus is one here. */
    private static List<String> panelsWithoutData(WatchedFleet fleet) throws Exception {
        List<String> without = new ArrayList<>();
        for (JsonNode dashboard : Dashboards.all()) {
            for (String query : Dashboards.queries(dashboard)) {
                if (fleet.query(query.replace("$__rate_interval", "10s")).isEmpty()) {
                    without.add(query);
                }
            }
        }
        return without;
    }

    @Test
    void timeRunsTwentyTimesFasterAndNothingElseChanges() throws Exception {
        String rules = Files.readString(RuleFile.ALERTS) + Files.readString(RuleFile.RECORDING);
        String fast = WatchedFleet.faster(rules);
        assertThat(Optional.of(fast)).hasValueSatisfying(text -> assertThat(text)
                .contains("[15s]", "[180s]", "[4320s]", "for: 30s", "interval: 1s", "ratio_rate1h")
                .doesNotContain("[1h]", "for: 1h"));
        assertThat(fast.lines().count()).isEqualTo(rules.lines().count());
    }
}
