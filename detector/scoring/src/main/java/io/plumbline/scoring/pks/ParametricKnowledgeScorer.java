package io.plumbline.scoring.pks;

import io.plumbline.model.ActivationTrace;
import io.plumbline.model.DivergenceMode;
import io.plumbline.model.FloatMatrix;
import io.plumbline.model.Reduction;
import io.plumbline.model.TokenSpan;
import io.plumbline.scoring.profile.ScoringMode;
import java.util.List;
import java.util.Objects;

/**
 * ReDeEP's parametric knowledge score: for each row and layer, how far apart the logit-lens distributions before and after
 * the layer's FFN are (ReDeEP, section 3.2). Always in nats here; {@link #legacyUnit} converts.
 *
 * <ul>
 *   <li>{@code STRICT}: Jensen-Shannon divergence, 0 to ln 2, as the paper defines it.
 *   <li>{@code LEGACY}: the reversed divergence 1/2 [KL(M||A) + KL(M||B)], unbounded, as the released code computes it.
 * </ul>
 *
 * <p>With tied embeddings the first layer's MID state still decodes to the input token itself, so that layer 0 is saturated
 * near ln 2 for most tokens (84 % above 0.69 on the fixtures). Scale each layer by itself, as profiles
 * do; in an unscaled sum it would outweigh all other layers together.
 *
 * @param mode which divergence
 * @param layers columns, in this order
 */
public record ParametricKnowledgeScorer(ScoringMode mode, List<Integer> layers) {
    /** The released code multiplies by ten to the sixth and takes the mean over the vocabulary instead of the sum. */
    private static final double LEGACY_FACTOR = 1e6;

    public ParametricKnowledgeScorer {
        Objects.requireNonNull(mode, "mode is null");
        layers = List.copyOf(layers);
    }

    /** What to capture, one for each layer, {@code [row × 1]}. */
    public List<Reduction> captures(TokenSpan rows) {
        DivergenceMode divergence =
                mode == ScoringMode.STRICT ? DivergenceMode.JENSEN_SHANNON : DivergenceMode.REVERSED_KL;
        return layers.stream()
                .<Reduction>map(layer -> new Reduction.LensDivergence(layer, divergence, rows))
                .toList();
    }

    /** The scores, nats, {@code [row × layer]}. */
    public FloatMatrix read(ActivationTrace trace, TokenSpan rows) {
        float[] values = new float[rows.length() * layers.size()];
        List<Reduction> captures = captures(rows);
        for (int l = 0; l < captures.size(); l++) {
            FloatMatrix column = trace.get(captures.get(l));
            for (int r = 0; r < rows.length(); r++) {
                values[r * layers.size() + l] = column.at(r, 0);
            }
        }
        return FloatMatrix.owning(rows.length(), layers.size(), values);
    }

    /** Nats in the unit of the released code's logs: {@code 1e6 · nats / vocabulary}. */
    public static double legacyUnit(double nats, int vocabulary) {
        return LEGACY_FACTOR * nats / vocabulary;
    }
}
