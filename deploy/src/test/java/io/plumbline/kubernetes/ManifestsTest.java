package io.plumbline.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.plumbline.house.Repository;
import io.plumbline.schemas.TopicSpec;
import io.plumbline.schemas.Topics;
import io.plumbline.watch.Tool;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ManifestsTest {
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final Path DIRECTORY =
            Repository.here().root().resolve("deploy").resolve("kubernetes");

    private static List<JsonNode> documents(String file) throws IOException {
        List<JsonNode> documents = new ArrayList<>();
        try (MappingIterator<JsonNode> all = YAML.readerFor(JsonNode.class)
                .readValues(DIRECTORY.resolve(file).toFile())) {
            all.forEachRemaining(documents::add);
        }
        return documents;
    }

    @Test
    void theTopicsAreThoseOfTheCode() throws IOException {
        Map<String, JsonNode> specs = new HashMap<>();
        documents("strimzi/topics.yaml")
                .forEach(topic -> specs.put(topic.at("/metadata/name").asText(), topic.get("spec")));
        assertThat(specs.keySet())
                .containsExactlyInAnyOrderElementsOf(
                        Topics.all().stream().map(TopicSpec::name).toList());
        for (TopicSpec topic : Topics.all()) {
            JsonNode spec = specs.getOrDefault(topic.name(), YAML.nullNode());
            assertThat(spec.get("partitions").asInt()).as(topic.name()).isEqualTo(topic.partitions());
            topic.config().forEach((key, value) -> assertThat(
                            spec.get("config").get(key).asText())
                    .as(topic.name() + " " + key)
                    .isEqualTo(value));
        }
    }

    @Test
    void detectorsAreScaledUpToThePartitions() throws IOException {
        int most = documents("keda/scaled-object.yaml")
                .get(0)
                .at("/spec/maxReplicaCount")
                .asInt();
        assertThat(Topics.all().stream()
                        .filter(topic -> topic.name().equals(Topics.GENERATIONS))
                        .map(TopicSpec::partitions))
                .containsExactly(most);
    }

    @Test
    void theNetworkPoliciesSelectThePodsOfEveryOverlay() throws Exception {
        for (String overlay : List.of("small", "production", "gpu")) {
            List<JsonNode> documents = built(overlay);
            List<JsonNode> pods = deployments(documents).stream()
                    .map(deployment -> deployment.at("/spec/template/metadata/labels"))
                    .toList();
            assertThat(pods).as(overlay).hasSize(3);
            assertThat(documents.stream()
                            .filter(one -> one.path("kind").asText().equals("NetworkPolicy"))
                            .map(policy -> policy.at("/spec/podSelector/matchLabels")))
                    .as(overlay)
                    .isNotEmpty()
                    .allMatch(selector -> pods.stream().anyMatch(labels -> selects(selector, labels)));
        }
    }

    private static boolean selects(JsonNode selector, JsonNode labels) {
        return selector.properties().stream()
                .allMatch(label -> labels.path(label.getKey()).equals(label.getValue()));
    }

    @Test
    void theGpuOverlayRunsTheCudaImages() throws Exception {
        assertThat(deployments(built("gpu")).stream()
                        .map(deployment -> deployment
                                .at("/spec/template/spec/containers/0/image")
                                .asText())
                        .filter(image -> !image.contains("/gateway:")))
                .hasSize(2)
                .allMatch(image -> image.endsWith("-cuda"));
    }

    private static List<JsonNode> deployments(List<JsonNode> documents) {
        return documents.stream()
                .filter(one -> one.path("kind").asText().equals("Deployment"))
                .toList();
    }

    private static List<JsonNode> built(String overlay) throws Exception {
        Tool.Run run = Tool.find("kustomize")
                .run("build", DIRECTORY.resolve("overlays").resolve(overlay).toString());
        assertThat(run.code()).as(run.output()).isZero();
        List<JsonNode> documents = new ArrayList<>();
        try (MappingIterator<JsonNode> all = YAML.readerFor(JsonNode.class).readValues(run.output())) {
            all.forEachRemaining(documents::add);
        }
        return documents;
    }

    @Test
    void everyOverlayIsWhatKubernetesAccepts() throws Exception {
        Tool.find("kustomize");
        Tool.find("kubeconform");
        Tool.Run run = Tool.find("bash").run(DIRECTORY.resolve("validate").toString());
        assertThat(run.code()).as(run.output()).isZero();
        assertThat(run.output()).contains("production").contains("Invalid: 0, Errors: 0");
    }
}
