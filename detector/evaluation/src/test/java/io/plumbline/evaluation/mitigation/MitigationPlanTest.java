package io.plumbline.evaluation.mitigation;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.evaluation.QaExample;
import io.plumbline.evaluation.mitigation.MitigationTask.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MitigationPlanTest {
    @Test
    void setsThatAreThereAreReadAndOthersNamed(@TempDir Path directory) throws IOException {
        Files.writeString(directory.resolve("open.jsonl"), """
                {"id":"a","question":"Who?","contexts":["Ada."],"answers":["Ada"]}
                {"id":"b","question":"Who?","contexts":["Bo."],"answers":["Bo"]}
                {"id":"c","question":""}
                """);
        MitigationPlan plan = new MitigationPlan(List.of(
                new MitigationPlan.Part("open", "open.jsonl", Kind.WRITE, 1),
                new MitigationPlan.Part("gone", "gone.jsonl", Kind.CHOICE, 1)));
        MitigationPlan.Loaded loaded = plan.load(directory);
        assertThat(loaded.tasks()).singleElement().satisfies(task -> {
            assertThat(task.name()).isEqualTo("open");
            assertThat(task.examples()).hasSize(1);
        });
        assertThat(loaded.missing()).containsExactly("gone.jsonl");
        assertThat(loaded.problems()).hasSize(1);
    }

    private static List<String> ids(MitigationPlan plan, Path directory) throws IOException {
        return plan.load(directory).tasks().stream()
                .flatMap(task -> task.examples().stream())
                .map(QaExample::id)
                .toList();
    }

    @Test
    void developmentRowsAreNoTestRowsHoweverFewAreAskedFor(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("wiki2024_qa/qa1000.jsonl");
        Files.createDirectories(directory.resolve("wiki2024_qa"));
        StringBuilder rows = new StringBuilder();
        for (int i = 0; i < 1000; i++) {
            rows.append("{\"id\":\"r")
                    .append(i)
                    .append("\",\"question\":\"Who?\",\"contexts\":[\"Ada.\"],\"answers\":[\"Ada\"]}\n");
        }
        Files.writeString(file, rows.toString());
        List<String> tested = ids(MitigationPlan.FULL.only(List.of("wiki2024_qa")), directory);
        List<String> development = ids(MitigationPlan.DEVELOPMENT, directory);
        assertThat(tested).hasSize(150).doesNotContainAnyElementsOf(development);
        assertThat(development).hasSize(150).startsWith("r3", "r10", "r16");
        for (int most : new int[] {1, 25, 75, 100, 149, 150}) {
            List<String> fewer = ids(MitigationPlan.DEVELOPMENT.atMost(most), directory);
            assertThat(fewer).hasSize(most).doesNotHaveDuplicates().isSubsetOf(development);
        }
        assertThat(ids(MitigationPlan.DEVELOPMENT.atMost(3), directory)).containsExactly("r3", "r336", "r670");
        assertThat(ids(MitigationPlan.DEVELOPMENT.atMost(Integer.MAX_VALUE), directory))
                .isEqualTo(development);
        // of other sets fewer rows are other rows
        assertThat(ids(MitigationPlan.FULL.only(List.of("wiki2024_qa")).atMost(4), directory))
                .containsExactly("r0", "r250", "r500", "r750");
    }
}
