package io.plumbline.evaluation.scorer;

import io.plumbline.evaluation.LabelledExample;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * The share of hallucinated answers of the task: what knowing the name of the task alone gives. On RAGTruth that is an AUROC of
 * .71 over all tasks and .5 within each, so a pooled figure without it misleads.
 */
public final class TaskPrior implements AnswerScorer {
    private final ScorerCard card;
    private final Map<String, Double> shares;
    private final double overall;

    private TaskPrior(String description, Collection<LabelledExample> rows) {
        if (rows.isEmpty()) {
            throw new IllegalArgumentException("a task prior needs rows");
        }
        card = ScorerCard.baseline("task prior", description);
        Map<String, int[]> counts = new TreeMap<>();
        int positives = 0;
        for (LabelledExample row : rows) {
            int[] count = counts.computeIfAbsent(row.task(), task -> new int[2]);
            count[0] += row.hallucinated() ? 1 : 0;
            count[1]++;
            positives += row.hallucinated() ? 1 : 0;
        }
        shares = new TreeMap<>();
        counts.forEach((task, count) -> shares.put(task, (double) count[0] / count[1]));
        overall = (double) positives / rows.size();
    }

    /** Shares of training rows; a task that is not among them gets the share of all. */
    public static TaskPrior ofTraining(Collection<LabelledExample> trainingRows) {
        return new TaskPrior("share of hallucinated answers of the task, in the training rows", trainingRows);
    }

    /**
     * Shares of the evaluated rows themselves, where there are no training rows. That flatters this baseline a little, which is
     * the honest side to err on. Leaving each row's document out instead would not: within a task the positives would then all
     * have the lower share, and a constant would get an AUROC near 0.
     */
    public static TaskPrior ofEvaluated(Collection<LabelledExample> evaluatedRows) {
        return new TaskPrior("share of hallucinated answers of the task, in the evaluated rows", evaluatedRows);
    }

    @Override
    public ScorerCard card() {
        return card;
    }

    @Override
    public ScoringOutcome score(LabelledExample example) {
        return AnswerScore.ofProbability(
                Objects.requireNonNull(shares.getOrDefault(example.task(), overall), "a share is never null"));
    }
}
