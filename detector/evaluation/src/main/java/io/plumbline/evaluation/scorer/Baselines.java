package io.plumbline.evaluation.scorer;

import io.plumbline.evaluation.LabelledExample;
import io.plumbline.evaluation.TrivialBaselines;
import io.plumbline.evaluation.scorer.Unscored.Reason;
import java.util.function.ToDoubleFunction;

/** The trivial baselines as scorers. */
public final class Baselines {
    private Baselines() {}

    /** Share of the answer's words that stand neither in the passages nor in the question. */
    public static AnswerScorer novelty() {
        return of(
                ScorerCard.baseline("word novelty", "share of the answer's words found in no passage and not asked"),
                example -> TrivialBaselines.novelty(example.example()));
    }

    /** Words of the answer. */
    public static AnswerScorer length() {
        return of(
                ScorerCard.baseline("length", "number of words of the answer"),
                example -> TrivialBaselines.length(example.example()));
    }

    /**
     * Perplexity of the answer under the scoring model.
     *
     * @param perplexity its value for an answer; NaN where there is none
     */
    public static AnswerScorer perplexity(ToDoubleFunction<LabelledExample> perplexity) {
        return of(ScorerCard.baseline("perplexity", "perplexity of the answer under the scoring model"), perplexity);
    }

    /**
     * Mean entropy of the scoring model's predictions over the answer.
     *
     * @param entropy its value for an answer, nats; NaN where there is none
     */
    public static AnswerScorer entropy(ToDoubleFunction<LabelledExample> entropy) {
        return of(
                ScorerCard.baseline("token entropy", "mean entropy of the scoring model's predictions over the answer"),
                entropy);
    }

    /**
     * The user's token classifier alone: an ensemble that weighs it should beat it.
     *
     * @param highest its highest token probability in an answer; NaN where there is none
     */
    public static AnswerScorer classifier(ToDoubleFunction<LabelledExample> highest) {
        return of(
                ScorerCard.baseline("token classifier", "highest token probability of the classifier, alone"), highest);
    }

    /**
     * Any function of an example.
     *
     * @param value higher means less supported; an answer whose value is NaN is unscored
     */
    public static AnswerScorer of(ScorerCard card, ToDoubleFunction<LabelledExample> value) {
        return new FunctionScorer(card, value);
    }

    private static final class FunctionScorer implements AnswerScorer {
        private final ScorerCard card;
        private final ToDoubleFunction<LabelledExample> value;

        FunctionScorer(ScorerCard card, ToDoubleFunction<LabelledExample> value) {
            this.card = card;
            this.value = value;
        }

        @Override
        public ScorerCard card() {
            return card;
        }

        @Override
        public ScoringOutcome score(LabelledExample example) {
            double score = value.applyAsDouble(example);
            return Double.isNaN(score)
                    ? new Unscored(Reason.EMPTY_RESPONSE, "there is no value for this answer")
                    : AnswerScore.of(score);
        }
    }
}
