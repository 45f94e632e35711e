package io.plumbline.scoring;

import io.plumbline.model.CharSpan;
import io.plumbline.model.FloatMatrix;
import io.plumbline.model.TokenSpan;
import io.plumbline.prompt.RagExample;
import io.plumbline.scoring.profile.CauseRule;
import io.plumbline.scoring.profile.Profile;
import io.plumbline.scoring.span.FlaggedRuns;
import io.plumbline.scoring.span.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

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

    Verdict make(RagExample example, MergedWindows merged) {
        List<TokenScore> tokens = tokens(merged);
        double score = combination.responseScore(
                merged.scores().stream().mapToDouble(Double::doubleValue).toArray());
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
                merged.windows().stream()
                        .mapToInt(w -> w.window().prompt().promptTokens())
                        .sum(),
                merged.windows().stream()
                        .mapToInt(w -> w.window().prompt().passageKeys().size())
                        .sum(),
                tokens.size(),
                merged.windows().size(),
                warnings,
                explanation(merged, score, probability, threshold, label));
    }

    private List<TokenScore> tokens(MergedWindows merged) {
        TokenFeatures features = merged.features();
        int first = merged.prompt().promptTokens();
        List<TokenScore> tokens = new ArrayList<>();
        for (int t = 0; t < features.size(); t++) {
            tokens.add(new TokenScore(
                    merged.prompt().inResponse(first + t),
                    Rounding.six(profile.tokenCalibration()
                            .probability(merged.scores().get(t))),
                    Rounding.six(mean(features.ecs().row(t))),
                    Rounding.six(mean(features.pks().row(t))),
                    Rounding.six(features.next().at(t, 0))));
        }
        return tokens;
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
        double ecs = 0;
        double pks = 0;
        EvidenceFinder.Reading reading = evidence.reading();
        for (int t = marked.tokens().start(); t < marked.tokens().end(); t++) {
            TokenScore token = tokens.get(t);
            probability = Math.max(probability, token.probability());
            ecs += token.ecs();
            pks += token.pks();
            ScoredWindow source = merged.windows().get(merged.source().get(t));
            Optional<FloatMatrix> attention = source.attention();
            if (attention.isPresent()) {
                reading.add(source.parts(), attention.get(), t);
            }
        }
        int length = marked.tokens().length();
        return new FlaggedSpan(
                marked.chars(), probability, causes(ecs / length, pks / length), reading.strongest(example));
    }

    private List<String> causes(double ecs, double pks) {
        CauseRule rule = profile.causes();
        List<String> causes = new ArrayList<>();
        if (ecs <= rule.lowEcs()) {
            causes.add(Causes.LOW_CONTEXT_USE);
        }
        if (pks >= rule.highPks()) {
            causes.add(Causes.MEMORY_OVERRIDE);
        }
        return causes.isEmpty() ? List.of(Causes.UNATTRIBUTED) : causes;
    }

    private ScoreExplanation explanation(
            MergedWindows merged, double score, double probability, double threshold, Label label) {
        List<ScoreExplanation.Contribution> contributions = combination.contributions(merged.features());
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
                "response score %.6f = %s of %d token scores, in %d window(s)",
                score,
                profile.response().aggregation().name().toLowerCase(Locale.ROOT),
                merged.scores().size(),
                merged.windows().size()));
        for (ScoreExplanation.Contribution c : contributions) {
            lines.add(String.format(
                    Locale.ROOT,
                    "%-12s mean %.6f, scaled %.6f, weight %.6f: adds %+.6f to the mean token score",
                    c.feature(),
                    c.raw(),
                    c.scaled(),
                    c.weight(),
                    c.points()));
        }
        lines.add(String.format(
                Locale.ROOT,
                "causes: low context use at mean ECS <= %.6f, memory override at mean PKS >= %.6f nats",
                profile.causes().lowEcs(),
                profile.causes().highPks()));
        return new ScoreExplanation(lines, contributions);
    }

    private static double mean(float[] values) {
        double sum = 0;
        for (float value : values) {
            sum += value;
        }
        return sum / values.length;
    }

    /** A run of tokens and its whole words. */
    private record Marked(CharSpan chars, TokenSpan tokens) {}
}
