package io.plumbline.atlas;

import io.plumbline.atlas.probe.RepeatedProbe;
import io.plumbline.model.FloatMatrix;
import io.plumbline.model.TokenSpan;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Lag curves of Ji-An et al. (NeurIPS 2024): from the second occurrence of a random token, attention to what stood k places from
 * its first. {@link ScoreFamily#CMR} is minus the distance of the curve to the nearest one of the CMR model of human recall;
 * {@link ScoreFamily#FORWARD} is a(+1) / (a(+1) + a(-1)).
 */
final class CmrFamily implements HeadFamily {
    private static final int VERSION = 1;
    private static final String SOURCE = " (Ji-An et al., NeurIPS 2024)";
    private static final String CMR_DEFINITION =
            "minus the CMR distance: how far the head's lag curve lies from the nearest"
                    + " one of the model of human recall, in variances of the curve; 0 is a perfect fit" + SOURCE;
    private static final String FORWARD_DEFINITION =
            "of the attention from a repeated random token to the neighbours of its"
                    + " first occurrence the share that goes to the next one, a(+1) / (a(+1) + a(-1))" + SOURCE;
    private static final String CURVE_DEFINITION =
            "attention from a repeated random token to what stood so many places after"
                    + " its first occurrence, mean over tokens" + SOURCE;
    private static final String FIT_DEFINITION =
            "parameters of the CMR model nearest to the head's lag curve, the inverse"
                    + " temperature, and the distance" + SOURCE;

    private final FamilyContext context;

    CmrFamily(FamilyContext context) {
        this.context = context;
    }

    @Override
    public String name() {
        return ScoreFamily.CMR;
    }

    @Override
    public long tokens() {
        return context.probes().repeated().stream()
                .mapToLong(probe -> probe.ids().size())
                .sum();
    }

    @Override
    public Measured measure() {
        int heads = context.heads().size();
        List<double[]> scores = new ArrayList<>();
        double[][] mean = new double[heads][CmrGrid.LAGS];
        List<RepeatedProbe> probes = context.probes().repeated();
        for (RepeatedProbe probe : probes) {
            double[] lags = context.measurements()
                    .kept(
                            "lags",
                            "lags|" + VERSION + "|" + probe.ids().sha256() + "|" + probe.lead() + "|"
                                    + probe.blockTokens(),
                            probe.ids().size(),
                            heads * CmrGrid.LAGS,
                            () -> lags(probe));
            double[] ofProbe = new double[2 * heads];
            for (int h = 0; h < heads; h++) {
                double[] curve = Arrays.copyOfRange(lags, h * CmrGrid.LAGS, (h + 1) * CmrGrid.LAGS);
                for (int i = 0; i < CmrGrid.LAGS; i++) {
                    mean[h][i] += curve[i] / probes.size();
                }
                ofProbe[h] = -CmrGrid.shipped().fit(curve).distance();
                ofProbe[heads + h] = forward(curve);
            }
            scores.add(ofProbe);
        }
        ProbeProvenance provenance = context.probes().repeatedProvenance();
        List<double[]> fits = IntStream.range(0, heads)
                .mapToObj(h -> CmrGrid.shipped().fit(mean[h]))
                .map(fit -> new double[] {fit.betaEnc(), fit.betaRec(), fit.gamma(), fit.scale(), fit.distance()})
                .toList();
        List<String> axis = IntStream.rangeClosed(-CmrGrid.MOST_LAG, CmrGrid.MOST_LAG)
                .mapToObj(lag -> lag > 0 ? "+" + lag : Integer.toString(lag))
                .toList();
        return new Measured(
                        Map.of(
                                ScoreFamily.CMR,
                                context.scored(CMR_DEFINITION, VERSION, provenance, scores, 0),
                                ScoreFamily.FORWARD,
                                context.scored(FORWARD_DEFINITION, VERSION, provenance, scores, heads)),
                        AtlasDetails.NONE)
                .with(HeadCurves.LAG_CRP, context.curves(CURVE_DEFINITION, axis, Arrays.asList(mean)))
                .with(
                        HeadCurves.CMR_FIT,
                        context.curves(
                                FIT_DEFINITION, List.of("betaEnc", "betaRec", "gammaFt", "scale", "distance"), fits));
    }

    private double[] lags(RepeatedProbe probe) {
        double[] lags = new double[context.heads().size() * CmrGrid.LAGS];
        TokenSpan rows = new TokenSpan(probe.lead() + probe.blockTokens(), probe.lead() + 2 * probe.blockTokens());
        context.measurements()
                .patterns(
                        probe.ids(),
                        rows,
                        (head, pattern) ->
                                System.arraycopy(curve(probe, pattern), 0, lags, head * CmrGrid.LAGS, CmrGrid.LAGS));
        return lags;
    }

    /**
     * One head's lag curve.
     *
     * @param pattern its attention at the rows of the second copy
     */
    static double[] curve(RepeatedProbe probe, FloatMatrix pattern) {
        double[] sums = new double[CmrGrid.LAGS];
        int[] counts = new int[CmrGrid.LAGS];
        for (int item = 0; item < pattern.rows(); item++) {
            for (int i = 0; i < CmrGrid.LAGS; i++) {
                int other = item + i - CmrGrid.MOST_LAG;
                if (other >= 0 && other < probe.blockTokens()) {
                    sums[i] += pattern.at(item, probe.lead() + other);
                    counts[i]++;
                }
            }
        }
        for (int i = 0; i < CmrGrid.LAGS; i++) {
            sums[i] /= Math.max(1, counts[i]);
        }
        return sums;
    }

    static double forward(double[] curve) {
        double before = curve[CmrGrid.MOST_LAG - 1];
        double after = curve[CmrGrid.MOST_LAG + 1];
        return before + after == 0 ? 0.5 : after / (before + after);
    }
}
