package io.plumbline.attribution;

import io.plumbline.model.ActivationTrace;
import io.plumbline.model.CapturePlan;
import io.plumbline.model.FloatMatrix;
import io.plumbline.model.HookPoint;
import io.plumbline.model.Reduction;
import io.plumbline.model.TokenIds;
import io.plumbline.model.TokenSpan;
import io.plumbline.prompt.EncodedPrompt;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * ARC-JSD. The whole prompt runs once and leaves its keys and values; then, without copying any, the sentences are
 * taken out from the last one to the first, so that the cache always still holds the whole prompt up to the next one.
 * Of the whole prompt's predictions only the final-norm states are kept; the engine makes the distributions from
 * them, block by block.
 */
final class ArcJsd {
    private final SentenceContext context;
    private final AttributionSettings settings;
    private final TokenSpan rows;

    /** A prompt without a sentence. */
    private record Ablated(int sentence, TokenIds ids, TokenSpan rows, int kept) {}

    ArcJsd(SentenceContext context, AttributionSettings settings) {
        this.context = context;
        this.settings = settings;
        this.rows = context.prompt().predictorRows();
    }

    /** Whether a limit forbids that every sentence is taken out. */
    boolean tooMany() {
        int sentences = context.sentences().size();
        return sentences > settings.maxSentences()
                || IntStream.range(0, sentences).mapToLong(this::tokens).sum() > settings.maxTokens();
    }

    /** Tokens of the pass without a sentence, about: its neighbours may be cut otherwise. */
    private long tokens(int sentence) {
        TokenSpan own = context.sentences().get(sentence).tokens();
        return (long) rows.end() - own.end();
    }

    int passes() {
        return 1 + Math.min(context.sentences().size(), settings.maxSentences());
    }

    /**
     * Measures.
     *
     * @param parts the rows that rankings will be asked for: of too many sentences those are kept that matter to one
     *     of them
     */
    ScoreTable measure(List<TokenSpan> parts, CountedPasses passes) {
        HookPoint.FinalNorm states = new HookPoint.FinalNorm(rows);
        TokenIds whole = context.prompt().ids().slice(0, rows.end());
        List<Integer> chosen =
                IntStream.range(0, context.sentences().size()).boxed().toList();
        ActivationTrace trace;
        if (tooMany()) {
            HeadScores heads = new HeadScores(context, settings, passes);
            Reduction.AttentionMass attention = heads.attention(rows);
            trace = passes.run(whole, 0, CapturePlan.of(states, attention));
            chosen = mostAttended(heads.table(trace.get(attention)), parts);
        } else {
            trace = passes.run(whole, 0, CapturePlan.of(states));
        }
        Map<Integer, double[]> found = divergences(chosen, whole, trace.get(states), passes);
        return new ScoreTable(
                chosen.stream().map(context.sentences()::get).toList(),
                rows,
                chosen.stream().map(found::get).toArray(double[][]::new));
    }

    /**
     * As many as the limits allow, at least one, in the order of the context: those with the largest share of some
     * part.
     */
    private List<Integer> mostAttended(ScoreTable attention, List<TokenSpan> parts) {
        Map<ContextSentence, Double> shares = new HashMap<>();
        for (TokenSpan part : parts) {
            attention.ranked(part).forEach(score -> shares.merge(score.sentence(), score.share(), Math::max));
        }
        List<Integer> order = IntStream.range(0, context.sentences().size())
                .boxed()
                .sorted(Comparator.comparingDouble(
                        s -> -shares.getOrDefault(context.sentences().get(s), 0.0)))
                .toList();
        List<Integer> chosen = new ArrayList<>();
        long tokens = 0;
        for (int sentence : order) {
            tokens += tokens(sentence);
            if (!chosen.isEmpty() && (chosen.size() == settings.maxSentences() || tokens > settings.maxTokens())) {
                break;
            }
            chosen.add(sentence);
        }
        chosen.sort(Comparator.naturalOrder());
        return chosen;
    }

    /** For each sentence one divergence a row. */
    private Map<Integer, double[]> divergences(
            List<Integer> chosen, TokenIds whole, FloatMatrix states, CountedPasses passes) {
        List<Ablated> order = new ArrayList<>();
        for (int sentence : chosen) {
            EncodedPrompt without = context.without(sentence);
            TokenSpan own = without.predictorRows();
            int kept = Math.min(without.ids().commonPrefix(whole), own.start());
            order.add(new Ablated(sentence, without.ids().slice(0, own.end()), own, kept));
        }
        order.sort(Comparator.comparingInt(Ablated::kept).reversed());
        Map<Integer, double[]> found = new HashMap<>();
        for (Ablated ablated : order) {
            Reduction.PredictionDivergence capture =
                    new Reduction.PredictionDivergence(states, settings.divergence(), ablated.rows());
            FloatMatrix column = passes.run(ablated.ids(), ablated.kept(), CapturePlan.of(capture))
                    .get(capture);
            double[] values = new double[column.rows()];
            for (int r = 0; r < values.length; r++) {
                values[r] = column.at(r, 0);
            }
            found.put(ablated.sentence(), values);
        }
        return found;
    }
}
