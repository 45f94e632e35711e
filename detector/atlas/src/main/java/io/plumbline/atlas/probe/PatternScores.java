package io.plumbline.atlas.probe;

import io.plumbline.model.FloatMatrix;

/**
 * One head's score on one probe, from its attention pattern {@code [row × key]} over the probe's rows. All lie in [0, 1].
 */
public final class PatternScores {
    private PatternScores() {}

    /**
     * Copy score: the share of targets at which the key with the most attention, of all visible ones, is the needle's token
     * that is being written (the lower key on a tie).
     */
    public static double copy(NeedleProbe probe, FloatMatrix pattern) {
        int hits = 0;
        for (NeedleProbe.Target target : probe.targets()) {
            hits += topKey(pattern.row(target.row() - probe.rows().start())) == target.key() ? 1 : 0;
        }
        return (double) hits / probe.targets().size();
    }

    private static int topKey(float[] row) {
        int best = 0;
        for (int key = 1; key < row.length; key++) {
            best = row[key] > row[best] ? key : best;
        }
        return best;
    }

    /**
     * Induction score: attention, mean over rows, on the tokens that came after this row's token in the copies before
     * (RazorAttention's induction heads; equal to the mass on earlier copies of the token that follows).
     */
    public static double induction(RepeatedProbe probe, FloatMatrix pattern) {
        return mass(probe, pattern, 1);
    }

    /** Echo score: attention, mean over rows, on this row's token in the copies before (RazorAttention's echo heads). */
    public static double echo(RepeatedProbe probe, FloatMatrix pattern) {
        return mass(probe, pattern, 0);
    }

    private static double mass(RepeatedProbe probe, FloatMatrix pattern, int shift) {
        int first = probe.rows().start();
        double sum = 0;
        for (int r = 0; r < pattern.rows(); r++) {
            for (int key = first + r - probe.blockTokens(); key >= probe.lead(); key -= probe.blockTokens()) {
                sum += pattern.at(r, key + shift);
            }
        }
        return sum / pattern.rows();
    }
}
