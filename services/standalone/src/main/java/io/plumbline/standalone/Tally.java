package io.plumbline.standalone;

import java.util.Locale;

/** Right and wrong so far, beside what always saying the more frequent label would have got. Not thread-safe. */
public final class Tally {
    private int right;
    private int hallucinated;
    private int judged;

    /** Notes one verdict on an answer whose label is known. */
    public void add(boolean labelledHallucinated, boolean calledHallucinated) {
        judged++;
        right += labelledHallucinated == calledHallucinated ? 1 : 0;
        hallucinated += labelledHallucinated ? 1 : 0;
    }

    public int judged() {
        return judged;
    }

    /** Share of right labels, NaN before the first. */
    public double accuracy() {
        return (double) right / judged;
    }

    /** Share of the more frequent label, NaN before the first. */
    public double majorityRate() {
        return (double) Math.max(hallucinated, judged - hallucinated) / judged;
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%d of %d right = %.0f %%, always saying the more frequent label: %.0f %%",
                right,
                judged,
                100 * accuracy(),
                100 * majorityRate());
    }
}
