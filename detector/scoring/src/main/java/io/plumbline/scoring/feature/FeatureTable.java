package io.plumbline.scoring.feature;

import io.plumbline.model.FloatMatrix;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Token features of one answer, {@code [token × feature]}. Equal content is equal. Values may be NaN where a feature is not
 * defined.
 */
public final class FeatureTable {
    private final List<Feature> features;
    private final FloatMatrix values;
    private final Map<Feature, Integer> columns = new HashMap<>();

    public FeatureTable(List<Feature> features, FloatMatrix values) {
        this.features = List.copyOf(features);
        this.values = values;
        for (int i = 0; i < features.size(); i++) {
            if (columns.put(features.get(i), i) != null) {
                throw new IllegalArgumentException("the feature " + features.get(i) + " is there twice");
            }
        }
        if (values.columns() != features.size()) {
            throw new IllegalArgumentException(features.size() + " features and " + values);
        }
    }

    /** In the order of the columns. */
    public List<Feature> features() {
        return features;
    }

    /** {@code [token × feature]}. */
    public FloatMatrix values() {
        return values;
    }

    /** Number of tokens. */
    public int size() {
        return values.rows();
    }

    /**
     * The columns of both, this one's first.
     *
     * @throws IllegalArgumentException if the tokens differ in number, or a feature is in both
     */
    public FeatureTable and(FeatureTable other) {
        if (other.size() != size()) {
            throw new IllegalArgumentException(this + " and " + other);
        }
        List<Feature> both = new ArrayList<>(features);
        both.addAll(other.features);
        float[] joined = new float[size() * both.size()];
        for (int t = 0; t < size(); t++) {
            System.arraycopy(values.row(t), 0, joined, t * both.size(), features.size());
            System.arraycopy(other.values.row(t), 0, joined, t * both.size() + features.size(), other.features.size());
        }
        return new FeatureTable(both, FloatMatrix.owning(size(), both.size(), joined));
    }

    public boolean has(Feature feature) {
        return columns.containsKey(feature);
    }

    /** One column, {@code [token]}; a copy. */
    public float[] column(Feature feature) {
        return values.column(index(feature));
    }

    /**
     * The column number of a feature.
     *
     * @throws IllegalArgumentException if it is not there
     */
    public int index(Feature feature) {
        Integer index = columns.get(feature);
        if (index == null) {
            throw new IllegalArgumentException("the feature " + feature + " was not read");
        }
        return index;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FeatureTable that && features.equals(that.features) && values.equals(that.values);
    }

    @Override
    public int hashCode() {
        return 31 * features.hashCode() + values.hashCode();
    }

    @Override
    public String toString() {
        return "FeatureTable[" + size() + " tokens × " + features.size() + " features]";
    }
}
