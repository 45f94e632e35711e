package io.plumbline.evaluation.kv;

import io.plumbline.evaluation.metric.Estimate;
import io.plumbline.model.loading.LoadedModel;
import io.plumbline.statistics.GroupResampling;
import io.plumbline.statistics.Interval;
import io.plumbline.statistics.RatioStatistic;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;

/** Collects measurements and puts a report together. */
final class KvSummary {
    static final String FULL = "full";
    private static final String STREAMING = "streaming";
    private static final String STRATUM = "needles";

    private final LoadedModel model;
    private final KvPlan plan;
    private final List<String> notes;
    /** For each label a measurement per needle, in the same order. */
    private final Map<Label, List<KvMeasurement>> measured = new LinkedHashMap<>();

    /**
     * What was measured.
     *
     * @param arm name of the policy
     * @param control 0 for the policy itself, from 1 on for other heads in place of its own
     * @param share of the full cache
     */
    record Label(String arm, int control, double share) {}

    KvSummary(LoadedModel model, KvPlan plan, List<String> notes) {
        this.model = model;
        this.plan = plan;
        this.notes = List.copyOf(notes);
    }

    /** Adds a needle: numbers of each label, one after the other. */
    void add(List<Label> labels, double[] values) {
        for (int i = 0; i < labels.size(); i++) {
            measured.computeIfAbsent(labels.get(i), label -> new ArrayList<>())
                    .add(KvMeasurement.of(values, i * KvMeasurement.NUMBERS));
        }
    }

    KvReport report() {
        Label full = new Label(FULL, 0, 1);
        int needles = of(full).size();
        GroupResampling resampling =
                GroupResampling.draw(Collections.nCopies(needles, STRATUM), plan.resamples(), plan.seed());
        List<KvReport.Point> points = new ArrayList<>();
        measured.keySet().stream()
                .filter(label -> label.control() == 0 && !label.equals(full))
                .forEach(label -> points.add(point(label, resampling)));
        return new KvReport(
                model.name(),
                model.modelSha256(),
                model.model().environment().fingerprint(),
                plan,
                notes,
                needles,
                point(full, resampling),
                points);
    }

    private KvReport.Point point(Label label, GroupResampling resampling) {
        List<KvMeasurement> own = of(label);
        List<KvMeasurement> full = of(new Label(FULL, 0, 1));
        List<List<KvMeasurement>> controls = measured.entrySet().stream()
                .filter(entry -> entry.getKey().control() > 0
                        && entry.getKey().arm().equals(label.arm())
                        && entry.getKey().share() == label.share())
                .map(Map.Entry::getValue)
                .toList();
        double[] nll = numbers(own, KvMeasurement::nll);
        double[] fullNll = numbers(full, KvMeasurement::nll);
        List<KvMeasurement> streaming = measured.getOrDefault(new Label(STREAMING, 0, label.share()), List.of());
        boolean compared = !streaming.isEmpty() && !label.arm().equals(STREAMING);
        return new KvReport.Point(
                label.arm(),
                label.share(),
                sum(numbers(own, KvMeasurement::bytesAtEnd)) / sum(numbers(full, KvMeasurement::bytesAtEnd)),
                mean(nll, resampling),
                mean(numbers(own, m -> m.copied() == 1 ? 1 : 0), resampling),
                mean(numbers(own, KvMeasurement::copied), resampling),
                label.arm().equals(FULL) ? Optional.empty() : Optional.of(mean(minus(nll, fullNll), resampling)),
                controls.stream()
                        .map(control -> sum(numbers(control, KvMeasurement::nll)) / nll.length)
                        .toList(),
                controls.isEmpty()
                        ? Optional.empty()
                        : Optional.of(mean(minus(nll, averaged(controls, nll.length)), resampling)),
                compared
                        ? Optional.of(mean(minus(nll, numbers(streaming, KvMeasurement::nll)), resampling))
                        : Optional.empty());
    }

    private List<KvMeasurement> of(Label label) {
        return measured.getOrDefault(label, List.of());
    }

    private static double[] averaged(List<List<KvMeasurement>> controls, int needles) {
        double[] average = new double[needles];
        for (List<KvMeasurement> control : controls) {
            for (int n = 0; n < needles; n++) {
                average[n] += control.get(n).nll() / controls.size();
            }
        }
        return average;
    }

    private static double[] numbers(List<KvMeasurement> list, ToDoubleFunction<KvMeasurement> number) {
        return list.stream().mapToDouble(number).toArray();
    }

    private static double[] minus(double[] a, double[] b) {
        double[] difference = new double[a.length];
        for (int i = 0; i < a.length; i++) {
            difference[i] = a[i] - b[i];
        }
        return difference;
    }

    private static double sum(double[] values) {
        return DoubleStream.of(values).sum();
    }

    private static Estimate mean(double[] values, GroupResampling resampling) {
        RatioStatistic mean = new RatioStatistic(values.length);
        for (int i = 0; i < values.length; i++) {
            mean.add(i, values[i], 1);
        }
        Optional<Interval> interval = Interval.of(resampling.replicates(mean));
        return new Estimate(sum(values) / values.length, interval);
    }
}
