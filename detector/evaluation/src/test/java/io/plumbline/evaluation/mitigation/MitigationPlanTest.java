package io.plumbline.evaluation.mitigation;

import static org.assertj.core.api.Assertions.assertThat;

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
}
