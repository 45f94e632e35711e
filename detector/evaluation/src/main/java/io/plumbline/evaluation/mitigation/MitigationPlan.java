package io.plumbline.evaluation.mitigation;

import io.plumbline.evaluation.DataLimits;
import io.plumbline.evaluation.QaData;
import io.plumbline.evaluation.RowProblem;
import io.plumbline.evaluation.mitigation.MitigationTask.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Which data sets are run, and how many rows of each.
 *
 * @param parts in the order they run
 */
public record MitigationPlan(List<Part> parts) {
    /** Knowledge conflicts, memorised endings, then sets on which nothing should get worse. */
    public static final MitigationPlan FULL = new MitigationPlan(List.of(
            new Part("nq_swap", "nq_swap/dev1500.jsonl", Kind.WRITE, 500),
            new Part("memotrap", "memotrap/all.jsonl", Kind.CHOICE, 860),
            new Part("nq_open_oracle", "nq_open_oracle/dev1000.jsonl", Kind.WRITE, 150),
            new Part("xquad_en", "xquad_en/dev.jsonl", Kind.WRITE, 150),
            new Part("wiki2024_qa", "wiki2024_qa/qa1000.jsonl", Kind.WRITE, 150)));

    /** Enough to see that everything runs; no figure of it is a result. */
    public static final MitigationPlan QUICK = new MitigationPlan(List.of(
            new Part("nq_swap", "nq_swap/dev1500.jsonl", Kind.WRITE, 20),
            new Part("memotrap", "memotrap/all.jsonl", Kind.CHOICE, 60)));

    public MitigationPlan {
        parts = List.copyOf(parts);
    }

    /**
     * One data set.
     *
     * @param name in the report
     * @param file below the data directory
     * @param kind what is asked of an arm
     * @param rows spread evenly over the file; all if it has no more
     */
    public record Part(String name, String file, Kind kind, int rows) {
        public Part {
            Objects.requireNonNull(kind, "kind is null");
            if (name.isBlank() || file.isBlank() || rows < 1) {
                throw new IllegalArgumentException("a part named '" + name + "', of " + rows + " rows of " + file);
            }
        }
    }

    /**
     * What was read.
     *
     * @param tasks of the sets that are there
     * @param missing files that are not there
     * @param problems rows that were refused
     */
    public record Loaded(List<MitigationTask> tasks, List<String> missing, List<RowProblem> problems) {
        public Loaded {
            tasks = List.copyOf(tasks);
            missing = List.copyOf(missing);
            problems = List.copyOf(problems);
        }
    }

    /** Reads the sets that {@code directory} holds; those it lacks are named. */
    public Loaded load(Path directory) throws IOException {
        List<MitigationTask> tasks = new ArrayList<>();
        List<String> missing = new ArrayList<>();
        List<RowProblem> problems = new ArrayList<>();
        for (Part part : parts) {
            Path file = directory.resolve(part.file());
            if (!Files.isRegularFile(file)) {
                missing.add(part.file());
                continue;
            }
            QaData data = QaData.read(file, part.name(), DataLimits.DEFAULT);
            problems.addAll(data.problems());
            tasks.add(MitigationTask.sampled(part.name(), part.kind(), data.examples(), part.rows()));
        }
        return new Loaded(tasks, missing, problems);
    }
}
