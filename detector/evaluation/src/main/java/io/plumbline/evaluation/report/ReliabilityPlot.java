package io.plumbline.evaluation.report;

import io.plumbline.statistics.ReliabilityBin;
import java.util.List;

/** What was promised against what happened: a point for each bin, its area the number of answers, with a Wilson interval. */
final class ReliabilityPlot {
    private static final double LARGEST = 9;
    private static final double SMALLEST = 2.5;

    private ReliabilityPlot() {}

    /** Draws into an open element. */
    static void draw(Html html, String id, String title, List<ReliabilityBin> bins, String style) {
        CurvePlot.frame(html, id, title, "promised probability", "share hallucinated");
        html.shape(
                "line",
                "class",
                "chance",
                "x1",
                CurvePlot.x(0),
                "y1",
                CurvePlot.y(0),
                "x2",
                CurvePlot.x(1),
                "y2",
                CurvePlot.y(1));
        int most = bins.stream().mapToInt(ReliabilityBin::rows).max().orElse(1);
        html.open("g", "class", style);
        for (ReliabilityBin bin : bins) {
            String x = CurvePlot.x(bin.meanProbability());
            html.shape(
                    "line",
                    "class",
                    "whisker",
                    "x1",
                    x,
                    "x2",
                    x,
                    "y1",
                    CurvePlot.y(bin.low()),
                    "y2",
                    CurvePlot.y(bin.high()));
            double radius = Math.max(SMALLEST, LARGEST * Math.sqrt((double) bin.rows() / most));
            html.open("circle", "class", "dot", "cx", x, "cy", CurvePlot.y(bin.positiveShare()), "r", Html.px(radius));
            html.leaf(
                    "title",
                    bin.rows() + " answers, promised " + Numbers.three(bin.meanProbability()) + ", happened "
                            + Numbers.three(bin.positiveShare()));
            html.close();
        }
        html.close();
        html.close();
    }
}
