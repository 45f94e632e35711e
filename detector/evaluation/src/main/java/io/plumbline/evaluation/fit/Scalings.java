package io.plumbline.evaluation.fit;

import io.plumbline.scoring.feature.Feature;
import io.plumbline.scoring.profile.Scaling;
import io.plumbline.statistics.Quantiles;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Scalers of features, fitted on training tokens without labels: median, and the distance from the 10th to the 90th percentile. */
final class Scalings {
    private static final double LOW = 0.1;
    private static final double HIGH = 0.9;
    /** A column that hardly moves, such as a 0-1 feature that is mostly 0, keeps its own unit. */
    private static final double LEAST_SPREAD = 1e-6;

    private final Map<Feature, Scaling> scalings = new LinkedHashMap<>();

    private Scalings() {}

    static Scalings fit(List<TrainingRow> rows, List<Feature> features) {
        Scalings fitted = new Scalings();
        for (Feature feature : features) {
            double[] values = rows.stream()
                    .flatMapToDouble(row -> {
                        float[] column = row.table().column(feature);
                        return IntStream.range(0, column.length)
                                .mapToDouble(t -> column[t])
                                .filter(Double::isFinite);
                    })
                    .toArray();
            fitted.scalings.put(feature, robust(values));
        }
        return fitted;
    }

    /** Median and spread of some values; leaves no values as they are. */
    static Scaling robust(double[] values) {
        if (values.length == 0) {
            return Scaling.NONE;
        }
        Arrays.sort(values);
        double spread = Quantiles.quantile(values, HIGH) - Quantiles.quantile(values, LOW);
        return new Scaling(Quantiles.median(values), spread < LEAST_SPREAD ? 1 : spread);
    }

    Scaling of(Feature feature) {
        Scaling scaling = scalings.get(feature);
        if (scaling == null) {
            throw new IllegalArgumentException("no scaler was fitted for " + feature);
        }
        return scaling;
    }

    /** A signal's value at each token: the sign times the mean of the scaled features; 0 where one is not defined. */
    double[] values(Signal signal, TrainingRow row) {
        double[] values = new double[row.size()];
        for (Feature feature : signal.features()) {
            Scaling scaling = of(feature);
            float[] column = row.table().column(feature);
            for (int t = 0; t < values.length; t++) {
                values[t] += signal.sign()
                        * scaling.apply(column[t], row.contextTokens(), t)
                        / signal.features().size();
            }
        }
        return values;
    }
}
