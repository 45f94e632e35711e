package io.plumbline.scoring.profile;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;

/** From a score to a probability; never falling. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Calibration.Logistic.class, name = "logistic"),
    @JsonSubTypes.Type(value = Calibration.Isotonic.class, name = "isotonic"),
    @JsonSubTypes.Type(value = Calibration.Shifted.class, name = "shifted")
})
public sealed interface Calibration {
    double probability(double score);

    /**
     * {@code 1 / (1 + exp(-(slope * score + intercept)))} (Platt).
     *
     * @param slope not negative
     * @param intercept log odds at score 0
     */
    record Logistic(double slope, double intercept) implements Calibration {
        public Logistic {
            Checks.finite("intercept", intercept);
            if (!Double.isFinite(slope) || slope < 0) {
                throw new IllegalArgumentException("slope " + slope + " would turn the score round");
            }
        }

        @Override
        public double probability(double score) {
            // StrictMath: the same bits on every machine
            return 1 / (1 + StrictMath.exp(-(slope * score + intercept)));
        }
    }

    /** Straight lines between points, flat outside; scores rise strictly, probabilities never fall. */
    record Isotonic(List<Point> points) implements Calibration {
        public Isotonic {
            points = List.copyOf(points);
            if (points.isEmpty()) {
                throw new IllegalArgumentException("an isotonic calibration needs a point");
            }
            for (int i = 1; i < points.size(); i++) {
                if (points.get(i).score() <= points.get(i - 1).score()
                        || points.get(i).probability() < points.get(i - 1).probability()) {
                    throw new IllegalArgumentException(
                            "points do not rise: " + points.get(i - 1) + ", " + points.get(i));
                }
            }
        }

        @Override
        public double probability(double score) {
            Point before = points.get(0);
            if (score <= before.score()) {
                return before.probability();
            }
            for (Point after : points) {
                if (score < after.score()) {
                    double share = (score - before.score()) / (after.score() - before.score());
                    return before.probability() + share * (after.probability() - before.probability());
                }
                before = after;
            }
            return before.probability();
        }
    }

    /**
     * Another calibration for traffic in which hallucinated answers are more or less frequent: odds are multiplied, which is
     * Bayes' rule when only the frequency differs, not what either kind of answer looks like.
     *
     * @param odds factor; positive
     */
    record Shifted(Calibration fitted, double odds) implements Calibration {
        public Shifted {
            Checks.finite("odds", odds);
            if (odds <= 0) {
                throw new IllegalArgumentException("odds times " + odds);
            }
        }

        @Override
        public double probability(double score) {
            return shift(fitted.probability(score), odds);
        }
    }

    /** A probability whose odds are multiplied. */
    static double shift(double probability, double odds) {
        return probability * odds / (probability * odds + (1 - probability));
    }

    /** One corner of an isotonic calibration. */
    record Point(double score, double probability) {
        public Point {
            Checks.finite("score", score);
            Checks.probability("probability", probability);
        }
    }
}
