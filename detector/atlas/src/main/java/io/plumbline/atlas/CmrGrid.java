package io.plumbline.atlas;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;

/**
 * Which items people recall after an item, by lag, as the Context Maintenance and Retrieval model predicts it: the simulations
 * of Ji-An et al. (NeurIPS 2024, MIT licence) over a grid of its parameters, kept to four decimals.
 */
final class CmrGrid {
    /** Largest lag, on either side. */
    static final int MOST_LAG = 5;

    static final int LAGS = 2 * MOST_LAG + 1;
    private static final int BETA_ENC = 20;
    private static final int BETA_REC = 21;
    private static final int GAMMA = 11;
    private static final double ONE = 10_000;
    private static final CmrGrid SHIPPED = read();

    private final List<double[]> curves;

    private CmrGrid(List<double[]> curves) {
        this.curves = curves;
    }

    /**
     * The parameters that fit a head best.
     *
     * @param betaEnc how much the context moves with each item studied
     * @param betaRec how much it moves with each item recalled
     * @param gamma share of the studied context that a recalled item brings back
     * @param scale attention at the peak for each unit of recall probability: the inverse temperature
     * @param distance mean squared difference, in variances of the head's curve
     */
    record Fit(double betaEnc, double betaRec, double gamma, double scale, double distance) {}

    static CmrGrid shipped() {
        return SHIPPED;
    }

    private static CmrGrid read() {
        try (InputStream in = CmrGrid.class.getResourceAsStream("cmr-crp.tsv.gz")) {
            if (in == null) {
                throw new IllegalStateException("the resource cmr-crp.tsv.gz is missing");
            }
            BufferedReader lines =
                    new BufferedReader(new InputStreamReader(new GZIPInputStream(in), StandardCharsets.US_ASCII));
            List<double[]> curves = new ArrayList<>();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                double[] curve = new double[LAGS];
                String[] cells = line.split("\t", -1);
                for (int i = 0; i < LAGS; i++) {
                    curve[i] = Integer.parseInt(cells[i]) / ONE;
                }
                curves.add(curve);
            }
            if (curves.size() != BETA_ENC * BETA_REC * GAMMA) {
                throw new IllegalStateException("the grid has " + curves.size() + " curves");
            }
            return new CmrGrid(curves);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Recall probabilities by lag; indices count up from the lowest value of each parameter. */
    double[] curve(int betaEnc, int betaRec, int gamma) {
        return curves.get((betaEnc * BETA_REC + betaRec) * GAMMA + gamma).clone();
    }

    /**
     * The curve of the grid nearest to a head's: both are shifted to a least value of 0 and scaled to the same peak, then
     * compared by the mean squared difference over the variance of the head's. A constant curve has no peak: its distance is 1.
     *
     * @param attention by lag
     */
    Fit fit(double[] attention) {
        double[] head = shifted(attention);
        double peak = max(head);
        double variance = variance(head);
        if (peak == 0 || variance == 0) {
            return new Fit(0, 0, 0, 0, 1);
        }
        int best = 0;
        double least = Double.POSITIVE_INFINITY;
        double scale = 0;
        for (int i = 0; i < curves.size(); i++) {
            double[] recall = shifted(curves.get(i));
            double factor = peak / max(recall);
            double squares = 0;
            for (int lag = 0; lag < LAGS; lag++) {
                double difference = recall[lag] * factor - head[lag];
                squares += difference * difference;
            }
            double distance = squares / LAGS / variance;
            if (distance < least) {
                best = i;
                least = distance;
                scale = factor;
            }
        }
        int gamma = best % GAMMA;
        int betaRec = best / GAMMA % BETA_REC;
        int betaEnc = best / GAMMA / BETA_REC;
        return new Fit((betaEnc + 1.0) / BETA_ENC, betaRec / (BETA_REC - 1.0), gamma / (GAMMA - 1.0), scale, least);
    }

    private static double[] shifted(double[] curve) {
        double least = Double.POSITIVE_INFINITY;
        for (double value : curve) {
            least = Math.min(least, value);
        }
        double[] shifted = curve.clone();
        for (int i = 0; i < shifted.length; i++) {
            shifted[i] -= least;
        }
        return shifted;
    }

    private static double max(double[] curve) {
        double most = 0;
        for (double value : curve) {
            most = Math.max(most, value);
        }
        return most;
    }

    private static double variance(double[] curve) {
        double sum = 0;
        double squares = 0;
        for (double value : curve) {
            sum += value;
            squares += value * value;
        }
        double mean = sum / curve.length;
        return squares / curve.length - mean * mean;
    }
}
