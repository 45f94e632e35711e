package io.plumbline.evaluation.features;

import io.plumbline.evaluation.LabelledExample;
import io.plumbline.evaluation.scorer.AnswerScorer;
import io.plumbline.evaluation.scorer.Baselines;
import io.plumbline.evaluation.scorer.EmbeddingSimilarity;
import io.plumbline.scoring.Examination;
import io.plumbline.scoring.Unexaminable;
import io.plumbline.scoring.feature.Feature;
import io.plumbline.scoring.feature.FeatureKind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** The trivial baselines that stand in every table; what they need of the model comes from the store. */
public final class StoreBaselines {
    private StoreBaselines() {}

    /** Novelty, length, perplexity, entropy and embedding similarity. */
    public static List<AnswerScorer> of(FeatureStore store) {
        return List.of(
                Baselines.novelty(),
                Baselines.length(),
                Baselines.perplexity(row -> StrictMath.exp(mean(store, row, FeatureKind.NEGATIVE_LOG_LIKELIHOOD))),
                Baselines.entropy(row -> mean(store, row, FeatureKind.PREDICTION_ENTROPY)),
                EmbeddingSimilarity.bgeSmallIfAvailable());
    }

    /** Mean over tokens and windows; NaN for an answer that cannot be examined. */
    private static double mean(FeatureStore store, LabelledExample row, FeatureKind kind) {
        try {
            Examination examination = store.examine(row.example());
            double sum = 0;
            int count = 0;
            for (var window : examination.windows()) {
                for (float value : window.table().column(Feature.of(kind))) {
                    sum += value;
                    count++;
                }
            }
            return sum / count;
        } catch (Unexaminable e) {
            return Double.NaN;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
