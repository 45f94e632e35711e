package io.plumbline.evaluation.mitigation;

import io.plumbline.evaluation.DataLimits;
import io.plumbline.evaluation.QaData;
import io.plumbline.evaluation.QaExample;
import io.plumbline.evaluation.RowProblem;
import io.plumbline.evaluation.mitigation.MitigationTask.Kind;
import io.plumbline.model.ErrorCode;
import io.plumbline.model.PlumblineException;
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
    /** MemoTrap's proverb endings, which stand first in its file. */
    private static final Part PROVERBS = new Part("memotrap", "memotrap/all.jsonl", Kind.CHOICE, 860).within(860);

    /** Knowledge conflicts, memorised endings, then sets on which nothing should get worse. */
    public static final MitigationPlan FULL = new MitigationPlan(List.of(
            new Part("nq_swap", "nq_swap/dev1500.jsonl", Kind.WRITE, 500),
            PROVERBS.rows(860),
            new Part("nq_open_oracle", "nq_open_oracle/dev1000.jsonl", Kind.WRITE, 150),
            new Part("nq_open_distractors", "nq_open_oracle/dev1000.jsonl", Kind.WRITE, 150).among(4),
            new Part("xquad_en", "xquad_en/dev.jsonl", Kind.WRITE, 150),
            new Part("wiki2024_qa", "wiki2024_qa/qa1000.jsonl", Kind.WRITE, 150),
            new Part("clapnq_answerable", "clapnq/dev_answerable.jsonl", Kind.ABSTAIN, 150),
            new Part("clapnq_unanswerable", "clapnq/dev_unanswerable.jsonl", Kind.ABSTAIN, 150)));

    /**
     * What presets are tuned on: rows of a set of late facts, none of which is among those of {@link #FULL}, however
     * few of them are run.
     */
    public static final MitigationPlan DEVELOPMENT = new MitigationPlan(
            List.of(new Part("wiki2024_qa_dev", "wiki2024_qa/qa1000.jsonl", Kind.WRITE, 150).shifted(0.5)));

    /** Enough to see that everything runs; no figure of it is a result. */
    public static final MitigationPlan QUICK = new MitigationPlan(
            List.of(new Part("nq_swap", "nq_swap/dev1500.jsonl", Kind.WRITE, 20), PROVERBS.rows(60)));

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
     * @param within so many rows of the file's beginning
     * @param shift where in each of the equal stretches the row is taken, in [0, 1): other shifts of as many rows give
     *     other rows of a file that has at least twice as many
     * @param used so many of these rows are run, spread evenly over them; all if there are no more
     * @param distractors passages of other rows put beside a row's own
     */
    public record Part(
            String name, String file, Kind kind, int rows, int within, double shift, int used, int distractors) {
        public Part {
            Objects.requireNonNull(kind, "kind is null");
            if (name.isBlank()
                    || file.isBlank()
                    || rows < 1
                    || within < 1
                    || used < 1
                    || distractors < 0
                    || !(shift >= 0 && shift < 1)) {
                throw new IllegalArgumentException(
                        "a part named '" + name + "', of " + rows + " rows of " + file + ", shift " + shift);
            }
        }

        Part(String name, String file, Kind kind, int rows) {
            this(name, file, kind, rows, Integer.MAX_VALUE, 0, Integer.MAX_VALUE, 0);
        }

        private Part rows(int other) {
            return new Part(name, file, kind, other, within, shift, used, distractors);
        }

        private Part within(int beginning) {
            return new Part(name, file, kind, rows, beginning, shift, used, distractors);
        }

        private Part shifted(double by) {
            return new Part(name, file, kind, rows, within, by, used, distractors);
        }

        private Part used(int most) {
            return new Part(name, file, kind, rows, within, shift, most, distractors);
        }

        private Part among(int others) {
            return new Part(name, file, kind, rows, within, shift, used, others);
        }

        /** A shifted part keeps its stride: with another one it would meet rows of the part that is not shifted. */
        private Part atMost(int most) {
            return shift == 0 ? rows(Math.min(most, rows)) : used(Math.min(most, used));
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

    /**
     * Only some of the sets.
     *
     * @throws io.plumbline.model.PlumblineException INVALID_REQUEST if there is none of such a name
     */
    public MitigationPlan only(List<String> names) {
        List<String> known = parts.stream().map(Part::name).toList();
        names.stream().filter(name -> !known.contains(name)).findFirst().ifPresent(name -> {
            throw new PlumblineException(ErrorCode.INVALID_REQUEST, "no set " + name + "; there are " + known);
        });
        return new MitigationPlan(
                parts.stream().filter(part -> names.contains(part.name())).toList());
    }

    /**
     * At most so many rows of each set, evenly spread like the plan's own. Of {@link #DEVELOPMENT} they are some of the
     * plan's own rows; of other sets they may be others of the file.
     */
    public MitigationPlan atMost(int rows) {
        return new MitigationPlan(parts.stream().map(part -> part.atMost(rows)).toList());
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
            List<QaExample> examples = data.examples();
            List<QaExample> beginning = examples.subList(0, Math.min(part.within(), examples.size()));
            MitigationTask drawn =
                    MitigationTask.sampled(part.name(), part.kind(), beginning, part.rows(), part.shift());
            MitigationTask task = MitigationTask.sampled(part.name(), part.kind(), drawn.examples(), part.used(), 0);
            tasks.add(part.distractors() == 0 ? task : task.among(new Distractors(examples, part.distractors())));
        }
        return new Loaded(tasks, missing, problems);
    }
}
