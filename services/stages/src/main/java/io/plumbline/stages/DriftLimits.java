package io.plumbline.stages;

/**
 * How much a {@link DriftMonitor} remembers.
 *
 * @param windowAnswers latest scored answers that are compared; 26 signals of 500 take 104 kB
 * @param reportFrom answers that a signal must have in the window before anything is said about it
 */
public record DriftLimits(int windowAnswers, int reportFrom) {
    /** 500 answers, from 100 on. */
    public static final DriftLimits DEFAULT = new DriftLimits(500, 100);

    /** Every scrape copies and sorts them. */
    private static final int WINDOW_MAX = 10_000;

    public DriftLimits {
        if (reportFrom < 1 || reportFrom > windowAnswers || windowAnswers > WINDOW_MAX) {
            throw new IllegalArgumentException("drift window of " + windowAnswers + " answers, reported from "
                    + reportFrom + ": needed 1 <= reportFrom <= windowAnswers <= " + WINDOW_MAX);
        }
    }
}
