package io.plumbline.scoring;

import java.util.List;
import java.util.Objects;

/**
 * How a score came about: the response score is the sum of the contributions, aggregated over tokens as the profile says.
 *
 * @param lines for people, in reading order
 * @param contributions by feature, in the profile's order
 */
public record ScoreExplanation(List<String> lines, List<Contribution> contributions) {
    public ScoreExplanation {
        lines = List.copyOf(lines);
        contributions = List.copyOf(contributions);
    }

    /**
     * What one feature did.
     *
     * @param feature {@code ecs:layer-head}, {@code pks:layer}, {@code nll} or {@code intercept}
     * @param raw mean value over the answer's tokens
     * @param scaled mean value after the profile's scaling
     * @param weight the profile's weight
     * @param points mean of weight times scaled value: what it adds to the mean token score
     */
    public record Contribution(String feature, double raw, double scaled, double weight, double points) {
        public Contribution {
            Objects.requireNonNull(feature, "feature is null");
        }
    }

    @Override
    public String toString() {
        return String.join("\n", lines);
    }
}
