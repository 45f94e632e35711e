package io.plumbline.watch;

import io.plumbline.stages.MetricCatalogue;
import io.plumbline.stages.MetricSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What a rule or a dashboard may name: our metrics, a few of others, and what the recording rules make of them. */
final class KnownMetrics {
    /** Labels that a scrape gives to every series. */
    static final Set<String> SCRAPE_LABELS = Set.of("job", "instance", "cluster", "namespace", "pod");

    /** A metric that a library of ours or Prometheus itself exports. */
    record Foreign(String name, List<String> labels, String meaning) {}

    static final List<Foreign> FOREIGN = List.of(
            new Foreign("up", List.of(), "1 where the last scrape succeeded; by Prometheus"),
            new Foreign(
                    "kafka_consumer_fetch_manager_records_lag",
                    List.of("topic", "partition", "client_id"),
                    "Records of a partition that the consumer has not fetched, as of its last fetch; by Kafka's client. Name"
                            + " the topic with dots: every partition comes a second time with underscores"),
            new Foreign("jvm_memory_used_bytes", List.of("area", "id"), "Memory of the virtual machine; by Micrometer"),
            new Foreign("process_cpu_usage", List.of(), "Share of the machine's processors in use; by Micrometer"));

    private final Map<String, Set<String>> labels = new TreeMap<>();

    private KnownMetrics() {}

    /** Ours and others'. */
    static KnownMetrics exported() {
        KnownMetrics known = new KnownMetrics();
        for (MetricSpec spec : MetricCatalogue.all()) {
            Set<String> own = new TreeSet<>(
                    spec.labels().stream().map(MetricSpec.Label::name).toList());
            for (String series : spec.series()) {
                known.labels.put(series, series.endsWith("_bucket") ? with(own, "le") : own);
            }
        }
        FOREIGN.forEach(foreign -> known.labels.put(foreign.name(), Set.copyOf(foreign.labels())));
        return known;
    }

    /** Those, and what is recorded by the rules. */
    KnownMetrics withRecorded(List<RuleFile.Rule> rules) {
        KnownMetrics known = new KnownMetrics();
        known.labels.putAll(labels);
        rules.stream().filter(rule -> !rule.isAlert()).forEach(rule -> known.labels.put(rule.name(), Set.of()));
        return known;
    }

    private static Set<String> with(Set<String> labels, String one) {
        Set<String> more = new TreeSet<>(labels);
        more.add(one);
        return more;
    }

    /** What is wrong with the names in an expression; empty if nothing is. */
    Optional<String> problem(String expression) {
        PromQl query = PromQl.parse(expression);
        Set<String> groupable = new TreeSet<>(SCRAPE_LABELS);
        for (PromQl.Selector selector : query.selectors()) {
            Set<String> own = labels.get(selector.metric());
            if (own == null) {
                return Optional.of("no metric is called " + selector.metric());
            }
            groupable.addAll(own);
            for (String label : selector.labels()) {
                if (!own.contains(label) && !SCRAPE_LABELS.contains(label)) {
                    return Optional.of(selector.metric() + " has no label " + label + ", only " + own);
                }
            }
        }
        return query.groupLabels().stream()
                .filter(label -> !groupable.contains(label))
                .map(label -> "no metric in it has a label " + label)
                .findFirst();
    }
}
