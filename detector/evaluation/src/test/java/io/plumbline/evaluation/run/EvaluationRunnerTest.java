package io.plumbline.evaluation.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.evaluation.LabelledExample;
import io.plumbline.evaluation.Rows;
import io.plumbline.evaluation.scorer.AnswerScore;
import io.plumbline.evaluation.scorer.AnswerScorer;
import io.plumbline.evaluation.scorer.ScorerCard;
import io.plumbline.evaluation.scorer.ScoringOutcome;
import io.plumbline.evaluation.scorer.TokenMark;
import io.plumbline.evaluation.scorer.Unscored;
import io.plumbline.evaluation.scorer.Unscored.Reason;
import io.plumbline.model.CharSpan;
import io.plumbline.model.ErrorCode;
import io.plumbline.model.PlumblineException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EvaluationRunnerTest {
    private static final List<LabelledExample> ROWS = IntStream.range(0, 10)
            .mapToObj(i -> Rows.row("set", "r" + i, "d" + i, "qa", i % 2 == 0))
            .toList();

    private final Path cache;

    EvaluationRunnerTest(@TempDir Path cache) {
        this.cache = cache;
    }

    /** Counts what it is asked. */
    private static final class Counting implements AnswerScorer {
        private final String name;
        private final Function<LabelledExample, ScoringOutcome> rule;
        private int calls;

        Counting(String name, Function<LabelledExample, ScoringOutcome> rule) {
            this.name = name;
            this.rule = rule;
        }

        @Override
        public ScorerCard card() {
            return ScorerCard.baseline(name, "").withCache("identity of " + name);
        }

        @Override
        public ScoringOutcome score(LabelledExample example) {
            calls++;
            return rule.apply(example);
        }
    }

    /** A score with a long fraction, tokens, spans and a probability. */
    private static ScoringOutcome rich(LabelledExample example) {
        double score = Math.sqrt(example.id().hashCode());
        return new AnswerScore(
                score,
                OptionalDouble.of(1 / (1 + score)),
                List.of(new TokenMark(new CharSpan(0, 3), score / 3), new TokenMark(new CharSpan(3, 7), -1e-300)),
                Optional.of(List.of(new CharSpan(1, 2))));
    }

    private List<ScoringOutcome> run(AnswerScorer... scorers) throws IOException {
        List<ScoringOutcome> outcomes = new ArrayList<>();
        new EvaluationRunner(Optional.of(cache), RunProgress.QUIET)
                .run(List.of(scorers), ROWS, (scorer, row, outcome) -> outcomes.add(outcome));
        return outcomes;
    }

    private Path file() throws IOException {
        try (Stream<Path> files = Files.list(cache)) {
            return files.findFirst().orElseThrow();
        }
    }

    @Test
    void aSecondRunComputesNothingAndGivesTheSame() throws IOException {
        Counting scorer = new Counting("rich", EvaluationRunnerTest::rich);
        List<ScoringOutcome> first = run(scorer);
        assertThat(scorer.calls).isEqualTo(10);
        assertThat(run(scorer)).isEqualTo(first);
        assertThat(scorer.calls).isEqualTo(10);
        assertThat(first)
                .isEqualTo(ROWS.stream().map(EvaluationRunnerTest::rich).toList());
    }

    @Test
    void aKilledRunGoesOnWhereItWas() throws IOException {
        int[] left = {6};
        Counting dying = new Counting("rich", example -> {
            if (left[0]-- == 0) {
                throw new IllegalStateException("killed");
            }
            return rich(example);
        });
        assertThatThrownBy(() -> run(dying)).hasMessage("killed");
        // the write that was cut off
        Files.writeString(file(), "ab12cd {\"score\":0.", StandardOpenOption.APPEND);
        Counting again = new Counting("rich", EvaluationRunnerTest::rich);
        assertThat(run(again))
                .isEqualTo(ROWS.stream().map(EvaluationRunnerTest::rich).toList());
        assertThat(again.calls).isEqualTo(4);
        assertThat(Files.readAllLines(file())).hasSize(10).noneMatch(line -> line.startsWith("ab12cd"));
    }

    @Test
    void aDamagedLineIsComputedAnew() throws IOException {
        Counting scorer = new Counting("rich", EvaluationRunnerTest::rich);
        List<ScoringOutcome> first = run(scorer);
        List<String> lines = new ArrayList<>(Files.readAllLines(file()));
        lines.set(3, lines.get(3).replace("\"score\"", "\"sc?re\""));
        lines.set(5, "no hash");
        Files.writeString(file(), String.join("\n", lines) + "\n", StandardCharsets.UTF_8);
        assertThat(run(scorer)).isEqualTo(first);
        assertThat(scorer.calls).isEqualTo(12);
        assertThat(run(scorer)).isEqualTo(first);
        assertThat(scorer.calls).isEqualTo(12);
    }

    @Test
    void failuresAreTypedAndTriedAgain() throws IOException {
        Counting failing = new Counting("failing", example -> {
            if (example.id().equals("r3")) {
                throw new PlumblineException(ErrorCode.ENGINE_FAILURE, "no memory");
            }
            return example.id().equals("r4") ? new Unscored(Reason.TOO_LONG, "9000 tokens") : AnswerScore.of(1);
        });
        List<ScoringOutcome> outcomes = run(failing);
        assertThat(outcomes.get(3)).isEqualTo(new Unscored(Reason.FAILED, "ENGINE_FAILURE: no memory"));
        assertThat(outcomes.get(4)).isEqualTo(new Unscored(Reason.TOO_LONG, "9000 tokens"));
        assertThat(run(failing)).isEqualTo(outcomes);
        assertThat(failing.calls).as("only the failure is tried again").isEqualTo(11);
    }

    @Test
    void scorersAreAskedAnswerByAnswerAndKeptApart() throws IOException {
        List<String> order = new ArrayList<>();
        Counting first = new Counting("a", example -> {
            order.add("a " + example.id());
            return AnswerScore.of(1);
        });
        Counting second = new Counting("b", example -> {
            order.add("b " + example.id());
            return AnswerScore.of(2);
        });
        List<ScoringOutcome> outcomes = run(first, second);
        assertThat(order).startsWith("a r0", "b r0", "a r1", "b r1");
        assertThat(outcomes.subList(0, 2)).containsExactly(AnswerScore.of(1), AnswerScore.of(2));
        assertThat(run(second)).containsOnly(AnswerScore.of(2));
    }

    @Test
    void oneRunAtATime() throws IOException {
        Counting scorer = new Counting("rich", EvaluationRunnerTest::rich);
        try (LineCache open = LineCache.open(cache, "rich", "identity of rich")) {
            assertThat(open.has("none")).isFalse();
            assertThatThrownBy(() -> run(scorer))
                    .isInstanceOf(PlumblineException.class)
                    .hasMessageContaining("another evaluation");
        }
        assertThat(run(scorer)).hasSize(10);
    }

    @Test
    void progressKnowsWhatWasKept() throws IOException {
        Counting scorer = new Counting("rich", EvaluationRunnerTest::rich);
        new EvaluationRunner(Optional.of(cache), RunProgress.QUIET)
                .run(List.of(scorer), ROWS.subList(0, 4), (s, row, outcome) -> {});
        List<String> heard = new ArrayList<>();
        RunProgress progress = new RunProgress() {
            @Override
            public void start(long total, long kept) {
                heard.add(kept + " of " + total);
            }

            @Override
            public void step() {
                heard.add("step");
            }

            @Override
            public void done() {
                heard.add("done");
            }
        };
        new EvaluationRunner(Optional.of(cache), progress).run(List.of(scorer), ROWS, (s, row, outcome) -> {});
        assertThat(heard).containsExactly("4 of 10", "step", "step", "step", "step", "step", "step", "done");
    }

    @Test
    void withoutACacheEverythingIsComputed() throws IOException {
        Counting scorer = new Counting("rich", EvaluationRunnerTest::rich);
        EvaluationRunner runner = new EvaluationRunner(Optional.empty(), RunProgress.QUIET);
        runner.run(List.of(scorer), ROWS, (s, row, outcome) -> {});
        runner.run(List.of(scorer), ROWS, (s, row, outcome) -> {});
        assertThat(scorer.calls).isEqualTo(20);
    }
}
