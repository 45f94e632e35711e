package io.plumbline.watch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.plumbline.house.Repository;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The rules as they lie in the repository. */
final class RuleFile {
    static final Path DIRECTORY = Repository.here().root().resolve("deploy/prometheus");
    static final Path RECORDING = DIRECTORY.resolve("recording.yml");
    static final Path ALERTS = DIRECTORY.resolve("alerts.yml");
    static final List<Path> UNIT_TESTS =
            List.of(DIRECTORY.resolve("tests/alerts.test.yml"), DIRECTORY.resolve("tests/days.test.yml"));

    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    private RuleFile() {}

    /**
     * One rule.
     *
     * @param name of the alert, or of what is recorded
     */
    record Rule(
            String name,
            boolean isAlert,
            String expression,
            Map<String, String> labels,
            Map<String, String> annotations) {}

    static List<Rule> all() {
        List<Rule> rules = new ArrayList<>(rules(RECORDING));
        rules.addAll(rules(ALERTS));
        return rules;
    }

    static List<Rule> alerts() {
        return all().stream().filter(Rule::isAlert).toList();
    }

    private static List<Rule> rules(Path file) {
        List<Rule> rules = new ArrayList<>();
        for (JsonNode group : yaml(file).path("groups")) {
            for (JsonNode rule : group.path("rules")) {
                boolean alert = rule.has("alert");
                rules.add(new Rule(
                        rule.path(alert ? "alert" : "record").asText(),
                        alert,
                        rule.path("expr").asText(),
                        texts(rule.path("labels")),
                        texts(rule.path("annotations"))));
            }
        }
        return rules;
    }

    private static Map<String, String> texts(JsonNode node) {
        Map<String, String> texts = new TreeMap<>();
        node.properties()
                .forEach(entry -> texts.put(entry.getKey(), entry.getValue().asText()));
        return texts;
    }

    static JsonNode yaml(Path file) {
        try {
            return YAML.readTree(file.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(file.toString(), e);
        }
    }
}
