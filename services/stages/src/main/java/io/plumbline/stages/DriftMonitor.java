package io.plumbline.stages;

import io.plumbline.scoring.DriftSignals;
import io.plumbline.scoring.Verdict;
import io.plumbline.scoring.profile.Profile;
import io.plumbline.statistics.Quantiles;
import io.plumbline.statistics.ReferenceBins;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Holds the latest scored answers against those the profile was calibrated on, signal by signal
 * ({@link DriftSignals}): a change of the answering model, the prompt or the retriever moves a signal before anyone has labelled
 * an answer.
 *
 * <p>Guarantees. Only answers with a verdict count: abstentions and failures have no signals. The window is bounded by
 * {@link DriftLimits}, the signals by what the profile weighs (at most one for each kind of feature, and four more). An
 * equal sequence of verdicts gives equal numbers. An answer costs one store for each signal; the comparing is done by who asks.
 * The window lives in memory: it starts empty with the process, and each process sees its own share of the traffic.
 *
 * <p>Unknown is NaN, not zero: too few answers, or nothing in the profile to compare with. Thread-safe.
 */
public final class DriftMonitor {
    /**
     * As the convention for 0.1 and 0.25 has it. More would mostly measure chance: unchanged traffic has an index of about
     * (bins - 1) (1/window + 1/reference).
     */
    static final int BINS = 10;

    private static final System.Logger LOG = System.getLogger(DriftMonitor.class.getName());

    private final String profile;
    private final DriftLimits limits;
    private final SortedMap<String, ReferenceBins> references = new TreeMap<>();

    /** By signal, the latest values in a ring; NaN where an answer does not have the signal. Guarded by this. */
    private final SortedMap<String, double[]> windows = new TreeMap<>();

    /** Guarded by this. */
    private long observed;

    public DriftMonitor(Profile profile, DriftLimits limits) {
        this.profile = profile.name();
        this.limits = Objects.requireNonNull(limits, "limits is null");
        for (String signal : DriftSignals.names(profile)) {
            double[] empty = new double[limits.windowAnswers()];
            Arrays.fill(empty, Double.NaN);
            windows.put(signal, empty);
        }
        profile.drift().quantiles().forEach(this::addReference);
    }

    private void addReference(String signal, List<Double> quantiles) {
        if (windows.containsKey(signal)) {
            references.put(signal, ReferenceBins.ofQuantiles(quantiles, BINS));
        } else {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "profile {0} has drift quantiles of {1}, which its verdicts do not give: not watched",
                    profile,
                    signal);
        }
    }

    /** Name of the profile. */
    public String profile() {
        return profile;
    }

    /** Names of all signals. */
    public SortedSet<String> signals() {
        return Collections.unmodifiableSortedSet(new TreeSet<>(windows.keySet()));
    }

    /** Names of the signals that have a reference. */
    public SortedSet<String> referenced() {
        return Collections.unmodifiableSortedSet(new TreeSet<>(references.keySet()));
    }

    /** Notes a scored answer; the oldest one leaves a full window. */
    public void observe(Verdict verdict) {
        SortedMap<String, Double> signals = DriftSignals.of(verdict);
        synchronized (this) {
            int slot = (int) (observed % limits.windowAnswers());
            windows.forEach((name, values) -> values[slot] = signals.getOrDefault(name, Double.NaN));
            observed++;
        }
    }

    /** Answers in the window. */
    public synchronized int answers() {
        return (int) Math.min(observed, limits.windowAnswers());
    }

    /**
     * Population stability index of the window against the reference, in {@value #BINS} bins: 0 when equal, by convention
     * stable below 0.1 and in need of action above 0.25. NaN without a reference, or with fewer than
     * {@link DriftLimits#reportFrom} answers that have the signal.
     */
    public double stability(String signal) {
        double[] live = live(signal);
        return Optional.ofNullable(references.get(signal))
                .filter(reference -> live.length >= limits.reportFrom())
                .map(reference -> reference.stability(live))
                .orElse(Double.NaN);
    }

    /**
     * Quantile of the signal in the window; NaN with fewer than {@link DriftLimits#reportFrom} answers that have it.
     *
     * @param share in [0, 1]
     */
    public double quantile(String signal, double share) {
        double[] live = live(signal);
        return live.length < limits.reportFrom() ? Double.NaN : Quantiles.quantile(live, share);
    }

    private double[] live(String signal) {
        double[] window = Optional.ofNullable(windows.get(signal))
                .orElseThrow(() -> new IllegalArgumentException("profile " + profile + " has no signal " + signal));
        double[] copy;
        synchronized (this) {
            copy = window.clone();
        }
        return Arrays.stream(copy).filter(Double::isFinite).toArray();
    }
}
