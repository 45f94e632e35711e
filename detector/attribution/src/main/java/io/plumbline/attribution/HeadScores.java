package io.plumbline.attribution;

import io.plumbline.model.ActivationTrace;
import io.plumbline.model.CapturePlan;
import io.plumbline.model.FloatMatrix;
import io.plumbline.model.KeySet;
import io.plumbline.model.Reduction;
import io.plumbline.model.TokenIds;
import io.plumbline.model.TokenSpan;
import io.plumbline.prompt.EncodedPrompt;
import java.util.List;

/** The methods that read where heads look. */
final class HeadScores {
    private final SentenceContext context;
    private final AttributionSettings settings;
    private final CountedPasses passes;
    private final List<KeySet> keySets;
    private final TokenSpan rows;

    /** @param settings that name heads */
    HeadScores(SentenceContext context, AttributionSettings settings, CountedPasses passes) {
        this.context = context;
        this.settings = settings;
        this.passes = passes;
        this.keySets = context.keySets();
        this.rows = context.prompt().predictorRows();
    }

    static int passes(AttributionMethod method) {
        return method == AttributionMethod.QR_ATTENTION ? 2 : 1;
    }

    ScoreTable measure(AttributionMethod method) {
        Reduction capture = method == AttributionMethod.RETRIEVAL_PROBE
                ? new Reduction.TopKeyHits(settings.heads(), keySets, settings.probeTopKeys(), rows)
                : attention(rows);
        ActivationTrace trace = passes.run(answered(), 0, CapturePlan.of(capture));
        double[][] scores = meanOverHeads(trace.get(capture));
        if (method == AttributionMethod.RETRIEVAL_PROBE) {
            add(scores, 1.0 / settings.probeTopKeys(), new double[scores.length]);
        } else if (method == AttributionMethod.QR_ATTENTION) {
            add(scores, 1, negated(baseline()));
        }
        return new ScoreTable(context.sentences(), rows, scores);
    }

    /** What is captured for {@link AttributionMethod#ATTENTION}. */
    Reduction.AttentionMass attention(TokenSpan of) {
        return new Reduction.AttentionMass(settings.heads(), keySets, of);
    }

    /** The table of {@link AttributionMethod#ATTENTION}. */
    ScoreTable table(FloatMatrix captured) {
        return new ScoreTable(context.sentences(), rows, meanOverHeads(captured));
    }

    /** Everything that predicts: all but the answer's last token. */
    private TokenIds answered() {
        return context.prompt().ids().slice(0, rows.end());
    }

    /** For each sentence the mean attention from the rows that predict an answer that says nothing. */
    private double[] baseline() {
        EncodedPrompt nothing = context.withoutAnswer();
        TokenSpan other = nothing.predictorRows();
        int kept = Math.min(nothing.ids().commonPrefix(context.prompt().ids()), other.start());
        Reduction.AttentionMass capture = attention(other);
        double[][] scores = meanOverHeads(passes.run(nothing.ids().slice(0, other.end()), kept, CapturePlan.of(capture))
                .get(capture));
        double[] means = new double[scores.length];
        for (int s = 0; s < means.length; s++) {
            for (double score : scores[s]) {
                means[s] += score / other.length();
            }
        }
        return means;
    }

    /** {@code [sentence × row]} from {@code [row × head and sentence]}. */
    private double[][] meanOverHeads(FloatMatrix captured) {
        int sentences = keySets.size();
        int heads = settings.heads().size();
        double[][] scores = new double[sentences][captured.rows()];
        for (int s = 0; s < sentences; s++) {
            for (int r = 0; r < captured.rows(); r++) {
                for (int h = 0; h < heads; h++) {
                    scores[s][r] += (double) captured.at(r, h * sentences + s) / heads;
                }
            }
        }
        return scores;
    }

    private static void add(double[][] scores, double factor, double[] addition) {
        for (int s = 0; s < scores.length; s++) {
            for (int r = 0; r < scores[s].length; r++) {
                scores[s][r] = factor * scores[s][r] + addition[s];
            }
        }
    }

    private static double[] negated(double[] values) {
        double[] negated = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            negated[i] = -values[i];
        }
        return negated;
    }
}
