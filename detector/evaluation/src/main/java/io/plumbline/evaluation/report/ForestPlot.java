package io.plumbline.evaluation.report;

import io.plumbline.evaluation.metric.Estimate;
import io.plumbline.statistics.Interval;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Estimates with their intervals, one line each, on a common axis; chance and the best baseline as lines across. */
public final class ForestPlot {
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
    public record Line(String name, Optional<Estimate> estimate, boolean baseline, String style) {}

    /** What lies across the plot from left to right. */
    private record Axis(double low, double high, double step) {
        double x(double value) {
            return LEFT + (RIGHT - LEFT) * (value - low) / (high - low);
        }
    }

    /** Shares, up to 1, with chance and the best baseline across; draws into an open element. */
    static void draw(Html html, String id, String title, List<Line> lines) {
        Axis axis = new Axis(lowest(lines), 1, 0.1);
        int bottom = frame(html, id, title, lines, axis);
        across(html, axis.x(CHANCE), bottom, "chance");
        lines.stream()
                .filter(Line::baseline)
                .flatMap(line -> line.estimate().stream())
                .mapToDouble(Estimate::value)
                .max()
                .ifPresent(best -> across(html, axis.x(best), bottom, "best"));
        lines(html, lines, axis);
    }

    /** Differences around 0, which is marked; draws into an open element. */
    public static void differences(Html html, String id, String title, List<Line> lines) {
        double reach = 0.1;
        for (Line line : lines) {
            if (line.estimate().isPresent()) {
                Estimate estimate = line.estimate().get();
                reach = Math.max(reach, Math.abs(estimate.value()));
                if (estimate.interval().isPresent()) {
                    Interval interval = estimate.interval().get();
                    reach = Math.max(reach, Math.max(-interval.low(), interval.high()));
                }
            }
        }
        double most = Math.ceil(reach * 10 - 1e-9) / 10;
        Axis axis = new Axis(-most, most, most > 0.3 ? 0.2 : 0.1);
        int bottom = frame(html, id, title, lines, axis);
        across(html, axis.x(0), bottom, "chance");
        lines(html, lines, axis);
    }

    private static void lines(Html html, List<Line> lines, Axis axis) {
        for (int i = 0; i < lines.size(); i++) {
            line(html, lines.get(i), axis, TOP + ROW * i + ROW / 2.0);
        }
        html.close();
    }

    /** Opens the picture and draws its grid; gives the grid's lower end. */
    private static int frame(Html html, String id, String title, List<Line> lines, Axis axis) {
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
        for (double tick = axis.low(); tick < axis.high() + 1e-4; tick += axis.step()) {
            String x = Html.px(axis.x(tick));
            html.shape("line", "class", "grid", "x1", x, "x2", x, "y1", "" + TOP, "y2", "" + bottom);
            // no negative zero
            String text = Html.px(Math.abs(tick) < 1e-9 ? 0 : tick);
            html.leaf("text", text, "class", "tick", "x", x, "y", "" + (bottom + 16), "text-anchor", "middle");
        }
        return bottom;
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

    private static void across(Html html, double at, int bottom, String style) {
        String x = Html.px(at);
        html.shape("line", "class", style, "x1", x, "x2", x, "y1", "" + (TOP - 6), "y2", "" + bottom);
    }

    private static void line(Html html, Line line, Axis axis, double y) {
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
                            Html.px(axis.x(interval.low())),
                            "x2",
                            Html.px(axis.x(interval.high())),
                            "y1",
                            Html.px(y),
                            "y2",
                            Html.px(y)));
            double x = axis.x(estimate.value());
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
