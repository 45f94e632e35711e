package io.plumbline.watch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.plumbline.house.Repository;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The rules against the code, the runbooks and their own unit tests. What they compute is for promtool to say. */
final class RulesTest {
    private static final String RUNBOOKS = "docs/runbooks/";
    private static final List<String> SECTIONS = List.of("## What it means", "## How to look", "## What to do");

    private final Repository repository = Repository.here();
    private final List<RuleFile.Rule> rules = RuleFile.all();

    @Test
    void everyMetricAndLabelInARuleExists() {
        KnownMetrics known = KnownMetrics.exported().withRecorded(rules);
        assertThat(rules).isNotEmpty().allSatisfy(rule -> assertThat(known.problem(rule.expression()))
                .as(rule.name())
                .isEmpty());
    }

    @Test
    void whatIsRecordedIsUsed() {
        String users = RuleFile.all().stream().map(RuleFile.Rule::expression).reduce("", String::concat)
                + Dashboards.all()
                // KEDA scales on one
                + repository.read("deploy/kubernetes/keda/scaled-object.yaml");
        assertThat(rules.stream().filter(rule -> !rule.isAlert()).map(RuleFile.Rule::name))
                .allSatisfy(name -> assertThat(users).contains(name));
    }

    @Test
    void everyAlertSaysHowBadItIsAndWhereToReadOn() {
        assertThat(RuleFile.alerts()).allSatisfy(alert -> {
            assertThat(alert.labels().get("severity")).as(alert.name()).isIn("page", "ticket");
            assertThat(alert.annotations().keySet()).contains("summary", "description");
            assertThat(alert.annotations())
                    .containsEntry("runbook_url", "{{ $externalLabels.runbooks }}/" + alert.name() + ".md");
        });
    }

    @Test
    void everyAlertHasItsRunbookAndEveryRunbookItsAlert() {
        Set<String> pages = new TreeSet<>();
        for (Path file : repository.files()) {
            String name = file.getFileName().toString().replace(".md", "");
            if (repository.relative(file).startsWith(RUNBOOKS) && !name.equals("README")) {
                pages.add(name);
                assertThat(repository.read(file)).as(file.toString()).contains(SECTIONS);
            }
        }
        assertThat(pages)
                .containsExactlyInAnyOrderElementsOf(
                        RuleFile.alerts().stream().map(RuleFile.Rule::name).toList());
        assertThat(repository.read(RUNBOOKS + "README.md"))
                .contains(pages.stream().map(page -> "(" + page + ".md)").toList());
    }

    @Test
    void everyAlertIsTestedBothWays() {
        Set<String> fire = new TreeSet<>();
        Set<String> stay = new TreeSet<>();
        for (Path file : RuleFile.UNIT_TESTS) {
            for (JsonNode test : RuleFile.yaml(file).path("tests")) {
                for (JsonNode expected : test.path("alert_rule_test")) {
                    Set<String> which = expected.path("exp_alerts").isEmpty() ? stay : fire;
                    which.add(expected.path("alertname").asText());
                }
            }
        }
        List<String> alerts =
                RuleFile.alerts().stream().map(RuleFile.Rule::name).toList();
        assertThat(fire).as("tests in which it fires").containsExactlyInAnyOrderElementsOf(alerts);
        assertThat(stay).as("tests in which it stays silent").containsExactlyInAnyOrderElementsOf(alerts);
    }

    @Test
    void aWrongNameWouldBeSeen() {
        KnownMetrics known = KnownMetrics.exported().withRecorded(rules);
        assertThat(known.problem("sum(rate(plumbline_event_total[5m]))"))
                .hasValueSatisfying(problem -> assertThat(problem).contains("plumbline_event_total"));
        assertThat(known.problem("plumbline_events_total{tenant=\"a\"} > 1")).isPresent();
        assertThat(known.problem("sum by (outcom) (plumbline_events_total)")).isPresent();
        assertThat(known.problem("plumbline_scoring_seconds > 3"))
                .as("a histogram has no series of its plain name")
                .isPresent();
        assertThat(known.problem("histogram_quantile(0.95, sum by (le) (rate(plumbline_scoring_seconds_bucket[5m])))"
                        + " > on () group_left () vector(1) or up{job=~\"a{2}\"} offset 5m"))
                .isEmpty();
    }
}
