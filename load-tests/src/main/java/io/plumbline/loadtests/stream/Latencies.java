package io.plumbline.loadtests.stream;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import org.HdrHistogram.Histogram;

/** Latencies of the answered events of a run, in microseconds to three digits. */
final class Latencies {
    private static final long HIGHEST_MICROS = 3_600_000_000L;
    private static final int DIGITS = 3;
    static final List<Double> PERCENTILES = List.of(50.0, 90.0, 99.0, 99.9, 100.0);

    private Latencies() {}

    /** Of the events that are chosen and answered. */
    static Histogram of(Ledger ledger, IntPredicate chosen) {
        Histogram histogram = new Histogram(HIGHEST_MICROS, DIGITS);
        for (int i = 0; i < ledger.size(); i++) {
            long nanos = ledger.latency(i);
            if (nanos >= 0 && chosen.test(i)) {
                histogram.recordValue(Math.min(HIGHEST_MICROS, nanos / 1000));
            }
        }
        return histogram;
    }

    static double ms(Histogram histogram, double percentile) {
        return histogram.getValueAtPercentile(percentile) / 1000.0;
    }

    /**
     * Of the events due in one window.
     *
     * @param seconds middle of the window, since the start
     */
    record Window(double seconds, double p50Ms, double p99Ms, long events) {}

    /** Windows of equal length over a run. */
    static List<Window> windows(Ledger ledger, long start, double seconds, int count) {
        List<Window> windows = new ArrayList<>();
        double length = seconds / count;
        for (int i = 0; i < count; i++) {
            double from = i * length;
            Histogram histogram = of(ledger, at -> {
                double due = (ledger.due(at) - start) / 1e9;
                return due >= from && due < from + length;
            });
            if (histogram.getTotalCount() > 0) {
                windows.add(
                        new Window(from + length / 2, ms(histogram, 50), ms(histogram, 99), histogram.getTotalCount()));
            }
        }
        return windows;
    }
}
