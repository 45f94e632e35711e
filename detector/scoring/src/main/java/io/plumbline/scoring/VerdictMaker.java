package io.plumbline.scoring;

import io.plumbline.model.CharSpan;
import io.plumbline.model.FloatMatrix;
import io.plumbline.model.TokenSpan;
import io.plumbline.prompt.RagExample;
import io.plumbline.scoring.feature.Feature;
import io.plumbline.scoring.feature.FeatureKind;
import io.plumbline.scoring.feature.FeatureTable;
import io.plumbline.scoring.profile.CauseRule;
import io.plumbline.scoring.profile.Profile;
import io.plumbline.scoring.span.FlaggedRuns;
import io.plumbline.scoring.span.Words;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** From merged token scores to a verdict: calibration, spans, causes, evidence, explanation. */
final class VerdictMaker {
    private final Profile profile;
    private final TokenCombination combination;
    private final EvidenceFinder evidence;

    VerdictMaker(Profile profile, TokenCombination combination, EvidenceFinder evidence) {
        this.profile = profile;
        this.combination = combination;
        this.evidence = evidence;
    }

    Verdict make(RagExample example, Examination examination, MergedWindows merged) {
        List<TokenScore> tokens = tokens(examination, merged);
        double score = combination.responseScore(merged);
        double probability = Rounding.six(profile.responseCalibration().probability(score));
        double threshold = Rounding.six(profile.threshold());
        Label label = probability >= threshold ? Label.HALLUCINATED : Label.SUPPORTED;
        List<String> warnings = new ArrayList<>();
        EnglishCheck.warning(example.response()).ifPresent(warnings::add);
        return new Verdict(
                label,
                probability,
                threshold,
                Rounding.six(score),
                spans(example, merged, tokens),
                tokens,
                examination.promptTokens(),
                examination.contextTokens(),
                tokens.size(),
                merged.windows().size(),
                warnings,
                explanation(merged, score, probability, threshold, label));
    }

    private List<TokenScore> tokens(Examination examination, MergedWindows merged) {
        Map<FeatureKind, int[]> columns = columnsByKind(merged.table());
        List<TokenScore> tokens = new ArrayList<>();
        for (int t = 0; t < merged.table().size(); t++) {
            Map<FeatureKind, Double> signals = new EnumMap<>(FeatureKind.class);
            for (Map.Entry<FeatureKind, int[]> kind : columns.entrySet()) {
                double mean = mean(merged.table(), t, kind.getValue());
                if (!Double.isNaN(mean)) {
                    signals.put(kind.getKey(), Rounding.six(mean));
                }
            }
            tokens.add(new TokenScore(
                    examination.tokens().get(t),
                    Rounding.six(profile.tokenCalibration()
                            .probability(merged.scores().get(t))),
                    signals));
        }
        return tokens;
    }

    private Map<FeatureKind, int[]> columnsByKind(FeatureTable table) {
        return profile.features().stream()
                .collect(Collectors.groupingBy(
                        Feature::kind,
                        () -> new EnumMap<>(FeatureKind.class),
                        Collectors.collectingAndThen(
                                Collectors.toList(),
                                f -> f.stream().mapToInt(table::index).toArray())));
    }

    /** Mean over the columns at one token; NaN if one of them is not defined there. */
    private static double mean(FeatureTable table, int token, int[] columns) {
        double sum = 0;
        for (int column : columns) {
            sum += table.values().at(token, column);
        }
        return sum / columns.length;
    }

    private List<FlaggedSpan> spans(RagExample example, MergedWindows merged, List<TokenScore> tokens) {
        double[] probabilities =
                tokens.stream().mapToDouble(TokenScore::probability).toArray();
        List<Marked> marked = new ArrayList<>();
        for (TokenSpan run : FlaggedRuns.of(probabilities, profile.spans())) {
            CharSpan chars = new CharSpan(
                    tokens.get(run.start()).span().start(),
                    tokens.get(run.end() - 1).span().end());
            Optional<CharSpan> snapped = Words.snap(example.response(), chars);
            if (snapped.isEmpty()) {
                continue;
            }
            Marked last = marked.isEmpty() ? null : marked.get(marked.size() - 1);
            if (last != null && snapped.get().start() < last.chars().end()) {
                // two runs inside one word
                int end = Math.max(last.chars().end(), snapped.get().end());
                marked.set(
                        marked.size() - 1,
                        new Marked(
                                new CharSpan(last.chars().start(), end),
                                new TokenSpan(last.tokens().start(), run.end())));
            } else {
                marked.add(new Marked(snapped.get(), run));
            }
        }
        return marked.stream().map(m -> flagged(example, merged, tokens, m)).toList();
    }

    private FlaggedSpan flagged(RagExample example, MergedWindows merged, List<TokenScore> tokens, Marked marked) {
        double probability = 0;
        EvidenceFinder.Reading reading = evidence.reading();
        for (int t = marked.tokens().start(); t < marked.tokens().end(); t++) {
            probability = Math.max(probability, tokens.get(t).probability());
            ExaminedWindow source = merged.windows().get(merged.source().get(t));
            Optional<FloatMatrix> attention = source.attention();
            if (attention.isPresent()) {
                reading.add(source.parts(), attention.get(), t);
            }
        }
        List<TokenScore> inside =
                tokens.subList(marked.tokens().start(), marked.tokens().end());
        return new FlaggedSpan(marked.chars(), probability, causes(inside), reading.strongest(example));
    }

    private List<String> causes(List<TokenScore> tokens) {
        List<String> causes = profile.causes().stream()
                .filter(rule -> rule.holds(signal(tokens, rule.kind())))
                .map(CauseRule::cause)
                .distinct()
                .toList();
        return causes.isEmpty() ? List.of(Causes.UNATTRIBUTED) : causes;
    }

    /** Mean over the tokens where it is defined; NaN where it nowhere is. */
    private static double signal(List<TokenScore> tokens, FeatureKind kind) {
        return tokens.stream()
                .flatMap(token -> Optional.ofNullable(token.signals().get(kind)).stream())
                .mapToDouble(Double::doubleValue)
                .average()
                .orElse(Double.NaN);
    }

    private ScoreExplanation explanation(
            MergedWindows merged, double score, double probability, double threshold, Label label) {
        List<ScoreExplanation.Contribution> contributions = combination.contributions(merged);
        List<String> lines = new ArrayList<>();
        lines.add(String.format(
                Locale.ROOT,
                "%s: probability %.6f, threshold %.6f, profile %s",
                label,
                probability,
                threshold,
                profile.name()));
        lines.add(String.format(
                Locale.ROOT,
                "response score %.6f over %d tokens, in %d window(s)",
                score,
                merged.scores().size(),
                merged.windows().size()));
        contributions.forEach(c -> lines.add(line(c, "the response score")));
        if (!profile.token().terms().isEmpty()) {
            combination.tokenContributions(merged).forEach(c -> lines.add(line(c, "the mean token score")));
        }
        for (CauseRule rule : profile.causes()) {
            lines.add(String.format(
                    Locale.ROOT,
                    "cause %s: mean %s of a span %s %.6f",
                    rule.cause(),
                    rule.kind().label(),
                    rule.side() == CauseRule.Side.BELOW ? "<=" : ">=",
                    rule.border()));
        }
        return new ScoreExplanation(lines, contributions);
    }

    private static String line(ScoreExplanation.Contribution c, String what) {
        return String.format(
                Locale.ROOT,
                "%-24s mean %.6f, scaled %.6f, weight %.6f: adds %+.6f to %s",
                c.feature(),
                c.raw(),
                c.scaled(),
                c.weight(),
                c.points(),
                what);
    }

    /** A run of tokens and its whole words. */
    private record Marked(CharSpan chars, TokenSpan tokens) {}
}
