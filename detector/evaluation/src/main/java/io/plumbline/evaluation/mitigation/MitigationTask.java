package io.plumbline.evaluation.mitigation;

import io.plumbline.evaluation.QaExample;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * Rows and what is asked of an arm on them.
 *
 * @param name of the data set
 * @param kind what is asked
 * @param examples rows; of a {@code CHOICE} task all have a choice
 */
public record MitigationTask(String name, Kind kind, List<QaExample> examples) {
    /** What is asked of an arm. */
    public enum Kind {
        /** Write an answer; metrics {@code em, subEm} by the gold answers, {@code parametricSubEm} where there are such. */
        WRITE,
        /** Say which continuation is likelier; metric {@code accuracy}. */
        CHOICE,
        /**
         * Write an answer, or say that there is none; metrics {@code abstained}, and where there are gold answers {@code
         * halfOfGold}: at least half of the different words of one of them.
         */
        ABSTAIN
    }

    public MitigationTask {
        Objects.requireNonNull(name, "name is null");
        Objects.requireNonNull(kind, "kind is null");
        examples = List.copyOf(examples);
        if (examples.isEmpty()) {
            throw new IllegalArgumentException("task " + name + " has no rows");
        }
        if (kind == Kind.CHOICE && examples.stream().anyMatch(e -> e.choice().isEmpty())) {
            throw new IllegalArgumentException("task " + name + " has rows without a choice");
        }
    }

    /**
     * {@code rows} examples evenly spread over the file, in its order; all if there are no more.
     *
     * @param shift where in each of the equal stretches the row is taken, in [0, 1)
     */
    public static MitigationTask sampled(String name, Kind kind, List<QaExample> examples, int rows, double shift) {
        int count = Math.min(rows, examples.size());
        List<QaExample> chosen = IntStream.range(0, count)
                .mapToObj(i -> examples.get((int) ((i + shift) * examples.size() / count)))
                .toList();
        return new MitigationTask(name, kind, chosen);
    }

    /** The same with distracting passages. */
    MitigationTask among(Distractors distractors) {
        return new MitigationTask(
                name, kind, examples.stream().map(distractors::addTo).toList());
    }
}
