package io.plumbline.evaluation.report;

import io.plumbline.evaluation.metric.Estimate;
import io.plumbline.statistics.Interval;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Estimates with their intervals, one line each, on a common axis; chance and the best baseline as lines across. */
final class ForestPlot {
    private static final int WIDTH = 760;
    private static final int LEFT = 190;
    private static final int RIGHT = 570;
    private static final int TOP = 14;
    private static final int ROW = 24;
    private static final double CHANCE = 0.5;

    private ForestPlot() {}

    /**
     * A line of the plot.
     *
     * @param name of the scorer
     * @param estimate what is drawn; absent gives a line that says so
     * @param baseline drawn hollow
     * @param style class of its colour
     */
    record Line(String name, Optional<Estimate> estimate, boolean baseline, String style) {}

    /** Draws into an open element. */
    static void draw(Html html, String id, String title, List<Line> lines) {
        double low = lowest(lines);
        int bottom = TOP + ROW * lines.size();
        int height = bottom + 34;
        html.open(
                "svg",
                "class",
                "plot forest",
                "viewBox",
                "0 0 " + WIDTH + " " + height,
                "role",
                "img",
                "aria-labelledby",
                id + "-t " + id + "-d");
        html.leaf("title", title, "id", id + "-t");
        html.leaf(
                "desc",
                lines.stream()
                        .map(line -> line.name() + " " + Numbers.estimate(line.estimate()))
                        .collect(Collectors.joining("; ")),
                "id",
                id + "-d");
        for (double tick = low; tick < 1.0001; tick += 0.1) {
            String x = Html.px(x(tick, low));
            html.shape("line", "class", "grid", "x1", x, "x2", x, "y1", "" + TOP, "y2", "" + bottom);
            html.leaf("text", Html.px(tick), "class", "tick", "x", x, "y", "" + (bottom + 16), "text-anchor", "middle");
        }
        across(html, CHANCE, low, bottom, "chance");
        lines.stream()
                .filter(Line::baseline)
                .flatMap(line -> line.estimate().stream())
                .mapToDouble(Estimate::value)
                .max()
                .ifPresent(best -> across(html, best, low, bottom, "best"));
        for (int i = 0; i < lines.size(); i++) {
            line(html, lines.get(i), low, TOP + ROW * i + ROW / 2.0);
        }
        html.close();
    }

    /** A round number below everything drawn, and below chance. */
    private static double lowest(List<Line> lines) {
        double low = 0.4;
        for (Line line : lines) {
            if (line.estimate().isPresent()) {
                Estimate estimate = line.estimate().get();
                low = Math.min(low, estimate.interval().map(Interval::low).orElse(estimate.value()));
            }
        }
        return Math.floor(low * 10 + 1e-9) / 10;
    }

    private static double x(double value, double low) {
        return LEFT + (RIGHT - LEFT) * (value - low) / (1 - low);
    }

    private static void across(Html html, double value, double low, int bottom, String style) {
        String x = Html.px(x(value, low));
        html.shape("line", "class", style, "x1", x, "x2", x, "y1", "" + (TOP - 6), "y2", "" + bottom);
    }

    private static void line(Html html, Line line, double low, double y) {
        String text = Html.px(y + 4.5);
        html.open("g", "class", line.style());
        html.leaf("text", line.name(), "class", "name", "x", "" + (LEFT - 12), "y", text, "text-anchor", "end");
        html.leaf("text", Numbers.estimate(line.estimate()), "class", "value", "x", "" + (RIGHT + 14), "y", text);
        if (line.estimate().isPresent()) {
            Estimate estimate = line.estimate().get();
            estimate.interval()
                    .ifPresent(interval -> html.shape(
                            "line",
                            "class",
                            "whisker",
                            "x1",
                            Html.px(x(interval.low(), low)),
                            "x2",
                            Html.px(x(interval.high(), low)),
                            "y1",
                            Html.px(y),
                            "y2",
                            Html.px(y)));
            double x = x(estimate.value(), low);
            if (line.baseline()) {
                html.shape(
                        "rect",
                        "class",
                        "hollow",
                        "x",
                        Html.px(x - 4),
                        "y",
                        Html.px(y - 4),
                        "width",
                        "8",
                        "height",
                        "8");
            } else {
                html.shape("circle", "class", "dot", "cx", Html.px(x), "cy", Html.px(y), "r", "5");
            }
        }
        html.close();
    }
}
