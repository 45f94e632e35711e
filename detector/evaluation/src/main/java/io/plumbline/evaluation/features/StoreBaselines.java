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
import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** The trivial baselines that stand in every table; what they need of the model comes from the store. */
public final class StoreBaselines {
    private StoreBaselines() {}

    /** Novelty, length, perplexity, entropy, embedding similarity, and where the store has one the classifier alone. */
    public static List<AnswerScorer> of(FeatureStore store) {
        List<AnswerScorer> baselines = new ArrayList<>(trivial(store));
        if (store.features().contains(Feature.of(FeatureKind.CLASSIFIER))) {
            baselines.add(Baselines.classifier(row -> highest(store, row)));
        }
        return List.copyOf(baselines);
    }

    private static List<AnswerScorer> trivial(FeatureStore store) {
        return List.of(
                Baselines.novelty(),
                Baselines.length(),
                Baselines.perplexity(row -> StrictMath.exp(mean(store, row, FeatureKind.NEGATIVE_LOG_LIKELIHOOD))),
                Baselines.entropy(row -> mean(store, row, FeatureKind.PREDICTION_ENTROPY)),
                EmbeddingSimilarity.bgeSmallIfAvailable());
    }

    /** Mean over tokens and windows; NaN for an answer that cannot be examined. */
    private static double mean(FeatureStore store, LabelledExample row, FeatureKind kind) {
        return values(store, row, kind).average().orElse(Double.NaN);
    }

    /** The classifier's highest probability; NaN for an answer that cannot be examined. */
    private static double highest(FeatureStore store, LabelledExample row) {
        return values(store, row, FeatureKind.CLASSIFIER).max().orElse(Double.NaN);
    }

    /** Of all tokens of all windows; none for an answer that cannot be examined. */
    private static DoubleStream values(FeatureStore store, LabelledExample row, FeatureKind kind) {
        try {
            Examination examination = store.examine(row.example());
            return examination.windows().stream().flatMapToDouble(window -> {
                float[] column = window.table().column(Feature.of(kind));
                return IntStream.range(0, column.length).mapToDouble(t -> column[t]);
            });
        } catch (Unexaminable e) {
            return DoubleStream.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
