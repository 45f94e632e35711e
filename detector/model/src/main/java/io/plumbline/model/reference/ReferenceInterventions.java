package io.plumbline.model.reference;

import io.plumbline.model.FloatMatrix;
import io.plumbline.model.ForwardRequest;
import io.plumbline.model.HeadId;
import io.plumbline.model.Intervention;
import io.plumbline.model.Phase;
import java.util.List;
import java.util.function.Supplier;

/** Applies a request's interventions, in the order of its plan, to the rows their phase touches. */
final class ReferenceInterventions {
    private final List<Intervention> plan;
    private final int decodeFrom;
    private final Arithmetic arithmetic;

    ReferenceInterventions(ForwardRequest request, Arithmetic arithmetic) {
        this.plan = request.interventions().interventions();
        this.decodeFrom = request.decodeFrom();
        this.arithmetic = arithmetic;
    }

    /** The pattern that a head mixes by in place of {@code pattern}, which stays as it is. */
    double[] pattern(HeadId head, int row, double[] pattern) {
        double[] changed = pattern;
        for (Intervention intervention : plan) {
            if (intervention instanceof Intervention.KeyScale scale
                    && scale.heads().contains(head)
                    && touches(scale.phase(), row)) {
                changed = renormalised(changed, scale);
            }
        }
        return changed;
    }

    private double[] renormalised(double[] pattern, Intervention.KeyScale scale) {
        double[] weight = pattern.clone();
        for (int key : scale.keys().toArray()) {
            if (key < weight.length) {
                weight[key] = arithmetic.round(weight[key] * scale.factor());
            }
        }
        double total = 0;
        for (double each : weight) {
            total = arithmetic.round(total + each);
        }
        for (int key = 0; key < weight.length; key++) {
            weight[key] = arithmetic.round(weight[key] / total);
        }
        return weight;
    }

    /**
     * What goes into W_O in place of {@code z}.
     *
     * @param meanOfValues the mean of the values visible from the row
     */
    double[] headOutput(HeadId head, int row, double[] z, Supplier<double[]> meanOfValues) {
        double[] output = z;
        for (Intervention intervention : plan) {
            if (!touches(intervention.phase(), row)) {
                continue;
            }
            if (intervention instanceof Intervention.HeadScale scale
                    && scale.heads().contains(head)) {
                output = scaled(output, scale.factor());
            } else if (intervention instanceof Intervention.HeadKnockout knockout
                    && knockout.heads().contains(head)) {
                output = standIn(knockout, head, z.length, meanOfValues);
            }
        }
        return output;
    }

    private static double[] standIn(
            Intervention.HeadKnockout knockout, HeadId head, int width, Supplier<double[]> meanOfValues) {
        return switch (knockout.mode()) {
            case UNIFORM -> meanOfValues.get();
            case ZERO -> new double[width];
            case MEAN -> {
                FloatMatrix mean = knockout.means().get(head);
                if (mean == null) {
                    throw new IllegalStateException("no mean for " + head);
                }
                double[] output = new double[width];
                for (int i = 0; i < width; i++) {
                    output[i] = mean.at(0, i);
                }
                yield output;
            }
        };
    }

    /** What is added to the residual stream in place of the FFN's {@code output}. */
    double[] ffnOutput(int layer, int row, double[] output) {
        double[] changed = output;
        for (Intervention intervention : plan) {
            if (intervention instanceof Intervention.FfnScale scale
                    && scale.layer() == layer
                    && touches(scale.phase(), row)) {
                changed = scaled(changed, scale.factor());
            }
        }
        return changed;
    }

    private boolean touches(Phase phase, int row) {
        return phase.touches(row, decodeFrom);
    }

    private double[] scaled(double[] values, float factor) {
        double[] scaled = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            scaled[i] = arithmetic.round(values[i] * factor);
        }
        return scaled;
    }
}
