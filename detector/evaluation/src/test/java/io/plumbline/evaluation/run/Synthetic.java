package io.plumbline.evaluation.run;

import io.plumbline.evaluation.LabelledData;
import io.plumbline.evaluation.LabelledExample;
import io.plumbline.evaluation.RowOrigin;
import io.plumbline.evaluation.RowProblem;
import io.plumbline.evaluation.Rows;
import io.plumbline.evaluation.metric.EvaluationReport;
import io.plumbline.evaluation.metric.MetricSettings;
import io.plumbline.evaluation.scorer.AnswerScore;
import io.plumbline.evaluation.scorer.AnswerScorer;
import io.plumbline.evaluation.scorer.Baselines;
import io.plumbline.evaluation.scorer.ScorerCard;
import io.plumbline.evaluation.scorer.ScoringOutcome;
import io.plumbline.evaluation.scorer.TaskPrior;
import io.plumbline.evaluation.scorer.Threshold;
import io.plumbline.evaluation.scorer.TokenMark;
import io.plumbline.evaluation.scorer.UnavailableScorer;
import io.plumbline.evaluation.scorer.Unscored;
import io.plumbline.model.CharSpan;
import io.plumbline.model.Hashes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/** An evaluation of made-up answers: three sets, two detectors, all baselines. Seeded, the same everywhere. */
public final class Synthetic {
    private static final String[] WORDS = {
        "the", "heron", "stands", "in", "shallow", "water", "near", "old", "mill", "and", "waits", "for", "small",
        "fish"
    };

    private Synthetic() {}

    /** A detector that hears the label through noise. */
    private static final class Noisy implements AnswerScorer {
        private final ScorerCard card;
        private final double signal;
        private final boolean marks;

        Noisy(String name, double signal, boolean marks) {
            this.signal = signal;
            this.marks = marks;
            this.card = new ScorerCard(
                    name,
                    ScorerCard.Kind.DETECTOR,
                    "hears the label through noise, signal " + signal,
                    Optional.of(Hashes.sha256(name.getBytes(StandardCharsets.UTF_8))),
                    Optional.of(new Threshold(Threshold.Scale.PROBABILITY, 0.5)),
                    Optional.empty());
        }

        @Override
        public ScorerCard card() {
            return card;
        }

        @Override
        public ScoringOutcome score(LabelledExample example) {
            SplittableRandom random = new SplittableRandom((example.id() + card.name()).hashCode());
            if (random.nextInt(60) == 0) {
                return new Unscored(Unscored.Reason.TOO_LONG, "4,200 tokens, limit 4,096");
            }
            double logit = signal * (example.hallucinated() ? 1 : -1) + gaussian(random);
            double probability = 1 / (1 + Math.exp(-logit));
            List<TokenMark> tokens = new ArrayList<>();
            List<CharSpan> spans = new ArrayList<>();
            String text = example.example().response();
            for (int start = 0; marks && start < text.length(); ) {
                int space = text.indexOf(' ', start);
                CharSpan word = new CharSpan(start, space < 0 ? text.length() : space);
                boolean wrong = example.spans().stream().anyMatch(word::intersects);
                double token = 1 / (1 + Math.exp(-(signal * (wrong ? 1.5 : -1.5) + gaussian(random))));
                tokens.add(new TokenMark(word, token));
                if (token >= 0.6) {
                    spans.add(word);
                }
                start = word.end() + 1;
            }
            return new AnswerScore(
                    logit, OptionalDouble.of(probability), tokens, marks ? Optional.of(spans) : Optional.empty());
        }
    }

    /** Sum of twelve uniform draws: near enough, and the same on every platform. */
    private static double gaussian(SplittableRandom random) {
        double sum = -6;
        for (int i = 0; i < 12; i++) {
            sum += random.nextDouble();
        }
        return sum;
    }

    /** A set of {@code rows} answers to {@code documents} documents. */
    public static LabelledData set(
            String name, String task, int rows, int documents, int positivesInTen, boolean spans) {
        SplittableRandom random = new SplittableRandom(name.hashCode());
        List<LabelledExample> examples = new ArrayList<>();
        for (int i = 0; i < rows; i++) {
            StringBuilder text = new StringBuilder();
            int words = 6 + random.nextInt(10);
            int wrong = random.nextInt(words);
            CharSpan span = new CharSpan(0, 0);
            for (int w = 0; w < words; w++) {
                String word = WORDS[random.nextInt(WORDS.length)];
                text.append(w == 0 ? "" : " ").append(word);
                span = w == wrong ? new CharSpan(text.length() - word.length(), text.length()) : span;
            }
            boolean hallucinated = random.nextInt(10) < positivesInTen;
            examples.add(Rows.row(
                    name,
                    name + "-" + i,
                    name + " document " + random.nextInt(documents),
                    task,
                    text.toString(),
                    hallucinated,
                    spans && hallucinated ? List.of(span) : List.of(),
                    i % 2 == 0 ? Set.of(RowOrigin.SINGLE_EDIT) : Set.of()));
        }
        return Rows.data(name, examples);
    }

    /** All sets. */
    public static List<EvaluationSet> sets() {
        LabelledData edits = set("made/edits", "dialogue", 240, 24, 6, true);
        LabelledData withProblem = new LabelledData(
                edits.set(),
                edits.examples(),
                3,
                List.of(new RowProblem(
                        "edits.jsonl",
                        17,
                        Optional.of("x<17>"),
                        RowProblem.Kind.SPAN_OUTSIDE,
                        "'labels[0]' is [4, 90) and the response has 12 code points")),
                edits.files());
        return List.of(
                new EvaluationSet(set("made/dialogue", "dialogue", 320, 80, 5, false), true),
                new EvaluationSet(withProblem, true),
                new EvaluationSet(set("made/questions", "qa", 700, 300, 2, false), false));
    }

    /** All scorers. */
    public static List<AnswerScorer> scorers() {
        List<LabelledExample> rows =
                sets().stream().flatMap(set -> set.data().examples().stream()).toList();
        return Stream.of(
                        new Noisy("smollm2-probe", 0.9, true),
                        new Noisy("smollm2-reliance", 0.5, true),
                        new Noisy("redeep <strict>", 0.2, false),
                        Baselines.novelty(),
                        Baselines.length(),
                        TaskPrior.ofEvaluated(rows),
                        Baselines.perplexity(e -> 10
                                + new SplittableRandom(e.id().hashCode()).nextDouble()
                                + (e.hallucinated() ? 0.2 : 0)),
                        Baselines.entropy(e -> new SplittableRandom(e.id().hashCode() + 1).nextDouble()
                                + (e.hallucinated() ? 0.1 : 0)),
                        new UnavailableScorer(
                                ScorerCard.baseline("embedding similarity", "one minus the largest cosine"),
                                "needs the library langchain4j"))
                .toList();
    }

    /** The plan over all of it. */
    public static EvaluationPlan plan(int resamples) {
        return new EvaluationPlan(
                "Synthetic evaluation",
                sets(),
                scorers(),
                Set.of(),
                Optional.empty(),
                MetricSettings.DEFAULT.withResamples(resamples),
                RunProgress.QUIET);
    }

    public static EvaluationReport report(int resamples) throws IOException {
        return Evaluation.run(plan(resamples));
    }
}
