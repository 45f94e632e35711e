package io.plumbline.watch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.opentest4j.TestAbortedException;

/** The dashboards against the code and Grafana's types. That Grafana draws them is not proven here: see QUARANTINES.md. */
final class DashboardsTest {
    private static final int GRID_COLUMNS = 24;
    // how the script says that it lacks something
    private static final int MISSING = 3;

    @Test
    void everyQueryNamesMetricsThatExist() {
        KnownMetrics known = KnownMetrics.exported().withRecorded(RuleFile.all());
        for (JsonNode dashboard : Dashboards.all()) {
            List<String> queries = Dashboards.queries(dashboard);
            assertThat(queries).isNotEmpty().allSatisfy(query -> assertThat(known.problem(query))
                    .as(query)
                    .isEmpty());
        }
    }

    @Test
    void panelsHaveIdsOfTheirOwnAndDoNotOverlap() {
        for (JsonNode dashboard : Dashboards.all()) {
            Set<Integer> ids = new HashSet<>();
            Set<String> cells = new HashSet<>();
            for (JsonNode panel : dashboard.path("panels")) {
                assertThat(ids.add(panel.path("id").asInt()))
                        .as(panel.path("title").asText())
                        .isTrue();
                JsonNode at = panel.path("gridPos");
                assertThat(at.path("x").asInt() + at.path("w").asInt()).isLessThanOrEqualTo(GRID_COLUMNS);
                for (int x = 0; x < at.path("w").asInt(); x++) {
                    for (int y = 0; y < at.path("h").asInt(); y++) {
                        String cell =
                                (at.path("x").asInt() + x) + "," + (at.path("y").asInt() + y);
                        assertThat(cells.add(cell))
                                .as(panel.path("title").asText())
                                .isTrue();
                    }
                }
            }
        }
    }

    @Test
    void everyPanelTellsWhatItShowsAndTakesTheProvisionedSource() {
        String source = RuleFile.yaml(Dashboards.DIRECTORY.resolve("provisioning/datasources/plumbline.yml"))
                .path("datasources")
                .path(0)
                .path("uid")
                .asText();
        for (JsonNode dashboard : Dashboards.all()) {
            assertThat(dashboard.path("uid").asText()).isNotEmpty();
            for (JsonNode panel : dashboard.path("panels")) {
                if (!panel.path("type").asText().equals("row")) {
                    assertThat(panel.path("description").asText())
                            .as(panel.path("title").asText())
                            .isNotEmpty();
                    assertThat(panel.path("datasource").path("uid").asText()).isEqualTo(source);
                }
            }
        }
    }

    @Test
    void everyOptionIsOneThatGrafanaTypes() throws Exception {
        Tool.find("npm");
        Tool.Run run =
                Tool.find("bash").run(Dashboards.DIRECTORY.resolve("validate").toString());
        if (run.code() == MISSING) {
            throw new TestAbortedException(run.output());
        }
        assertThat(run.code()).as(run.output()).isZero();
        assertThat(run.output()).contains("panels are as Grafana types them");
    }
}
