package io.plumbline.evaluation.scorer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.evaluation.LabelledExample;
import io.plumbline.evaluation.Rows;
import io.plumbline.evaluation.scorer.Threshold.Scale;
import io.plumbline.evaluation.scorer.Unscored.Reason;
import io.plumbline.scoring.chunk.BagOfWordsEmbedder;
import io.plumbline.scoring.chunk.EmbeddingDistance;
import io.plumbline.scoring.chunk.OwnStatesEmbedder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class BaselinesTest {
    private static double score(AnswerScorer scorer, LabelledExample example) throws IOException {
        return scorer.score(example).fold(AnswerScore::score, unscored -> Double.NaN);
    }

    private static Optional<Reason> reason(ScoringOutcome outcome) {
        return outcome.fold(scored -> Optional.empty(), unscored -> Optional.of(unscored.reason()));
    }

    private static LabelledExample answer(String text) {
        return Rows.row("set", "a", "the heron", "qa", text, false, List.of(), Set.of());
    }

    @Test
    void textBaselines() throws IOException {
        assertThat(score(Baselines.novelty(), answer("the heron flies"))).isCloseTo(1.0 / 3, within(1e-12));
        assertThat(score(Baselines.length(), answer("the heron flies"))).isEqualTo(3);
    }

    @Test
    void aValueThatIsNotThereIsUnscored() throws IOException {
        AnswerScorer perplexity = Baselines.perplexity(e -> e.id().equals("a") ? Double.NaN : 12);
        assertThat(reason(perplexity.score(answer("x")))).contains(Reason.EMPTY_RESPONSE);
        assertThat(Baselines.entropy(e -> 2).score(answer("x"))).isEqualTo(AnswerScore.of(2));
    }

    @Test
    void theTaskPriorIsTheShareOfItsRows() throws IOException {
        List<LabelledExample> rows = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            rows.add(Rows.row("set", "q" + i, "d" + i, "qa", i == 0));
            rows.add(Rows.row("set", "s" + i, "d" + i, "summary", i > 0));
        }
        TaskPrior prior = TaskPrior.ofTraining(rows);
        assertThat(score(prior, rows.get(0))).isEqualTo(0.25);
        assertThat(score(prior, rows.get(1))).isEqualTo(0.75);
        assertThat(score(prior, Rows.row("set", "x", "x", "unseen", true))).isEqualTo(0.5);
        assertThat(score(TaskPrior.ofEvaluated(rows), rows.get(0)))
                .as("the same for positives and negatives of a task: no ranking within it")
                .isEqualTo(score(TaskPrior.ofEvaluated(rows), rows.get(2)));
        assertThatThrownBy(() -> TaskPrior.ofTraining(List.of())).hasMessageContaining("needs rows");
    }

    @Test
    void similarityIsThatOfTheNearestChunk() throws IOException {
        EmbeddingSimilarity words = new EmbeddingSimilarity(new EmbeddingDistance(new BagOfWordsEmbedder()));
        assertThat(score(words, answer("about the heron"))).isCloseTo(0, within(1e-12));
        assertThat(score(words, answer("nothing shared"))).isEqualTo(1);
        assertThat(words.card().cacheIdentity()).isPresent();
        assertThatThrownBy(() -> new EmbeddingDistance(new OwnStatesEmbedder())).hasMessageContaining("needs a pass");
    }

    @Test
    void aMissingLibraryKeepsItsRow() throws IOException {
        AnswerScorer bge = EmbeddingSimilarity.bgeSmallIfAvailable();
        // the library is no dependency of this module; where an application brings it, the scorer works
        ScoringOutcome outcome = bge.score(answer("about the heron"));
        assertThat(bge.card().name()).isEqualTo("embedding similarity");
        assertThat(reason(outcome)).contains(Reason.NOT_AVAILABLE);
        String detail = outcome.fold(scored -> "", Unscored::detail);
        assertThat(detail).contains("langchain4j");
    }

    @Test
    void aThresholdFitsTrainingRowsAndStays() throws IOException {
        // scores 3, 2, 2, 1 with labels +, +, -, -: flagging from 3 on gives F1 2/3, from 2 on 4/5, all 2/3
        List<LabelledExample> rows = List.of(
                Rows.row("set", "a3", "d", "qa", true),
                Rows.row("set", "b2", "d", "qa", true),
                Rows.row("set", "c2", "d", "qa", false),
                Rows.row("set", "d1", "d", "qa", false));
        AnswerScorer digits = Baselines.of(
                ScorerCard.baseline("digit", ""),
                example -> Integer.parseInt(example.id().substring(1)));
        AnswerScorer frozen = FrozenThresholds.bestF1(digits, rows);
        assertThat(frozen.card().threshold()).contains(new Threshold(Scale.SCORE, 2));
        assertThat(frozen.score(rows.get(0))).isEqualTo(AnswerScore.of(3));
        assertThat(FrozenThresholds.bestF1(digits, rows.subList(0, 2)).card().threshold())
                .as("one class gives no threshold")
                .isEmpty();
    }

    @Test
    void thresholdsCompareWithTheirScale() {
        AnswerScore answer = new AnswerScore(5, OptionalDouble.of(0.4), List.of(), Optional.empty());
        assertThat(new Threshold(Scale.SCORE, 5).flags(answer)).isTrue();
        assertThat(new Threshold(Scale.PROBABILITY, 0.41).flags(answer)).isFalse();
        assertThatThrownBy(() -> new Threshold(Scale.PROBABILITY, 0.5).flags(AnswerScore.of(1)))
                .hasMessageContaining("an answer without one");
        assertThatThrownBy(() -> AnswerScore.of(Double.NaN)).hasMessageContaining("finite");
        assertThatThrownBy(() -> AnswerScore.ofProbability(1.1)).hasMessageContaining("not a probability");
    }
}
