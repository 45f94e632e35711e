package io.plumbline.evaluation.metric;

import io.plumbline.evaluation.LabelledExample;
import io.plumbline.evaluation.metric.WrongAnswer.Excerpt;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The answers a detector ranks farthest from their labels: supported ones with the highest scores, and the reverse. */
final class WorstErrors {
    private static final int QUESTION_CHARS = 200;
    private static final int CONTEXT_CHARS = 400;
    private static final int RESPONSE_CHARS = 400;

    private final EvaluatedRows rows;
    private final Set<String> setsWithText;

    WorstErrors(EvaluatedRows rows, Set<String> setsWithText) {
        this.rows = rows;
        this.setsWithText = setsWithText;
    }

    List<WrongAnswer> of(ScorerOutcomes outcomes, int count) {
        Comparator<Integer> byScore = Comparator.comparingDouble(outcomes::score);
        // rows of equal score stay in file order, so that a report does not depend on the sort
        Stream<Integer> missed = scored(outcomes, true).sorted(byScore).limit(count);
        Stream<Integer> alarms =
                scored(outcomes, false).sorted(byScore.reversed()).limit(count);
        return Stream.concat(missed, alarms).map(row -> answer(outcomes, row)).toList();
    }

    private Stream<Integer> scored(ScorerOutcomes outcomes, boolean label) {
        return IntStream.range(0, rows.examples().size())
                .filter(row -> outcomes.isScored(row) && rows.label(row) == label)
                .boxed();
    }

    private WrongAnswer answer(ScorerOutcomes outcomes, int row) {
        LabelledExample example = rows.example(row);
        double probability = outcomes.probability(row);
        return new WrongAnswer(
                outcomes.card().name(),
                example.hallucinated(),
                example.set(),
                example.id(),
                example.task(),
                example.generator(),
                outcomes.score(row),
                Double.isNaN(probability) ? OptionalDouble.empty() : OptionalDouble.of(probability),
                setsWithText.contains(example.set()) ? Optional.of(excerpt(example)) : Optional.empty());
    }

    private static Excerpt excerpt(LabelledExample example) {
        return new Excerpt(
                beginning(example.example().question().orElse(""), QUESTION_CHARS),
                beginning(example.example().passages().get(0).text(), CONTEXT_CHARS),
                beginning(example.example().response(), RESPONSE_CHARS));
    }

    private static String beginning(String text, int length) {
        String flat = text.replaceAll("\\s+", " ").strip();
        if (flat.length() <= length) {
            return flat;
        }
        int end = Character.isHighSurrogate(flat.charAt(length - 1)) ? length - 1 : length;
        return flat.substring(0, end) + "\u2026";
    }
}
