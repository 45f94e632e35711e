package io.plumbline.evaluation.kv;

import io.plumbline.evaluation.metric.Estimate;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Needles against bytes.
 *
 * @param model name of the model
 * @param modelSha256 of its weights
 * @param environment what the bits depend on besides
 * @param plan what was measured
 * @param notes what stands in for what
 * @param needles how many
 * @param full the full cache
 * @param points of each policy at each budget
 */
public record KvReport(
        String model,
        String modelSha256,
        String environment,
        KvPlan plan,
        List<String> notes,
        int needles,
        Point full,
        List<Point> points) {
    public KvReport {
        Objects.requireNonNull(plan, "plan is null");
        Objects.requireNonNull(full, "full is null");
        notes = List.copyOf(notes);
        points = List.copyOf(points);
    }

    /**
     * A policy at a budget. Intervals are 95 % by bootstrap over needles; differences are paired by needle.
     *
     * @param policy name
     * @param budget share of the full cache's entries when the prompt is compressed
     * @param bytes share of the full cache's bytes truly held when the answer's last token is in
     * @param nll of the answer's judged tokens, nats per token
     * @param exact share of needles whose judged tokens greedy decoding copies word for word
     * @param tokens share of judged tokens that greedy decoding would write, given those before
     * @param aboveFull nll minus the full cache's
     * @param controls nll of each choice of random heads; empty for a policy that chooses none
     * @param aboveControls nll minus the mean of the controls'
     * @param aboveStreaming nll minus streaming's at the same budget; empty for streaming and for the full cache
     */
    public record Point(
            String policy,
            double budget,
            double bytes,
            Estimate nll,
            Estimate exact,
            Estimate tokens,
            Optional<Estimate> aboveFull,
            List<Double> controls,
            Optional<Estimate> aboveControls,
            Optional<Estimate> aboveStreaming) {
        public Point {
            controls = List.copyOf(controls);
        }
    }

    /** Names of the policies, in order. */
    public List<String> policies() {
        return points.stream().map(Point::policy).distinct().toList();
    }

    /** A policy's points, by budget. */
    public List<Point> of(String policy) {
        return points.stream().filter(point -> point.policy().equals(policy)).toList();
    }
}
