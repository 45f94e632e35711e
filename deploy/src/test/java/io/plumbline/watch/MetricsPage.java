package io.plumbline.watch;

import io.plumbline.stages.MetricCatalogue;
import io.plumbline.stages.MetricSpec;
import java.util.Locale;
import java.util.stream.Collectors;

/** Writes {@code docs/metrics.md}. */
final class MetricsPage {
    private static final String HEAD = """
            # Metrics

            Made from `io.plumbline.stages.MetricCatalogue`: change that, then run

            ```bash
            %s
            ```

            Each service exports its own part of them at `/q/metrics`. A tenant is never a label: it would multiply every series. Counters of known
            outcomes, labels and codes are there from the start, at 0, so that the first increment is seen as one. A histogram has
            `_bucket`, `_count`, `_sum` and `_max`, a summary the last three; `_max` is that of the last minutes.

            | metric | type | unit | labels | meaning |
            |---|---|---|---|---|
            """;

    static final String COMMAND = "./mvnw -q test -pl deploy -am -Dtest=MetricsPageTest -Dplumbline.docs.write=true"
            + " -Dsurefire.failIfNoSpecifiedTests=false";

    private static final String OTHERS = """

            ## Of others

            Rules and dashboards also read these. What else Quarkus, the virtual machine and Kafka's client export is theirs to document.

            | metric | labels | meaning |
            |---|---|---|
            """;

    private static final String USE = """

            ## What is made of them

            Recording and alert rules: [deploy/prometheus](../deploy/prometheus); what to do when one fires: [runbooks](runbooks/README.md);
            a dashboard: [deploy/grafana](../deploy/grafana). How to read the drift gauges: [drift.md](drift.md).
            """;

    private MetricsPage() {}

    static String write() {
        StringBuilder page = new StringBuilder(HEAD.formatted(COMMAND));
        for (MetricSpec spec : MetricCatalogue.all()) {
            page.append("| `%s` | %s | %s | %s | %s |%n"
                    .formatted(
                            spec.name(),
                            spec.kind().name().toLowerCase(Locale.ROOT),
                            spec.unit(),
                            spec.labels().stream()
                                    .map(label -> "`" + label.name() + "`: " + label.values())
                                    .collect(Collectors.joining("; ")),
                            spec.meaning()));
        }
        page.append(OTHERS);
        for (KnownMetrics.Foreign foreign : KnownMetrics.FOREIGN) {
            page.append("| `%s` | %s | %s |%n"
                    .formatted(
                            foreign.name(),
                            foreign.labels().stream()
                                    .map(label -> "`" + label + "`")
                                    .collect(Collectors.joining(", ")),
                            foreign.meaning()));
        }
        return page.append(USE).toString();
    }
}
