package io.plumbline.evaluation.report;

import io.plumbline.statistics.Interval;
import java.util.List;
import java.util.Optional;

/** Lines over a share from 0 to 100 %, against a quantity that starts at 0. */
final class LinePlot {
    private static final int WIDTH = 560;
    private static final int HEIGHT = 330;
    private static final int LEFT = 44;
    private static final int TOP = 12;
    private static final int RIGHT = 26;
    private static final int BELOW = 44;
    private static final int TICKS = 5;

    private final Html html;
    private final double highest;
    private final String size;

    private LinePlot(Html html, double highest, String size) {
        this.html = html;
        this.highest = highest;
        this.size = size;
    }

    /**
     * A point.
     *
     * @param x share
     * @param interval whisker
     */
    record Point(double x, double y, Optional<Interval> interval) {}

    /**
     * A line through points.
     *
     * @param points in drawing order
     * @param style class of its colour and dashes
     */
    record Line(List<Point> points, String style) {
        Line {
            points = List.copyOf(points);
        }
    }

    /**
     * Draws into an open element.
     *
     * @param lines in drawing order
     * @param highest end of the y axis
     * @param size class of its width
     */
    static void draw(
            Html html,
            String id,
            String title,
            String xTitle,
            String yTitle,
            List<Line> lines,
            double highest,
            String size) {
        LinePlot plot = new LinePlot(html, highest, size);
        plot.frame(id, title, xTitle, yTitle);
        lines.forEach(plot::line);
        html.close();
    }

    private void frame(String id, String title, String xTitle, String yTitle) {
        String box = "0 0 " + (LEFT + WIDTH + RIGHT) + " " + (TOP + HEIGHT + BELOW);
        html.open("svg", "class", "plot " + size, "viewBox", box, "role", "img", "aria-labelledby", id + "-t");
        html.leaf("title", title, "id", id + "-t");
        for (int tick = 0; tick <= TICKS; tick++) {
            double share = (double) tick / TICKS;
            html.shape("line", "class", "grid", "x1", x(share), "x2", x(share), "y1", y(0), "y2", y(highest));
            label("tick", Numbers.percent(share), x(share), Html.px(TOP + HEIGHT + 16.0), "middle");
        }
        // whole numbers where they are few
        double step = highest <= 2 * TICKS ? 1 : highest / TICKS;
        for (double value = 0; value <= highest; value += step) {
            html.shape("line", "class", "grid", "x1", x(0), "x2", x(1), "y1", y(value), "y2", y(value));
            label(
                    "tick",
                    Html.px(value),
                    Html.px(LEFT - 6.0),
                    Html.px(TOP + HEIGHT * (1 - value / highest) + 4),
                    "end");
        }
        label("axis", xTitle, x(0.5), Html.px(TOP + HEIGHT + 36.0), "middle");
        html.leaf(
                "text",
                yTitle,
                "class",
                "axis",
                "transform",
                "translate(12 " + y(highest / 2) + ") rotate(-90)",
                "text-anchor",
                "middle");
    }

    private void label(String kind, String text, String x, String y, String anchor) {
        html.leaf("text", text, "class", kind, "x", x, "y", y, "text-anchor", anchor);
    }

    private void line(Line line) {
        StringBuilder path = new StringBuilder();
        html.open("g", "class", line.style());
        for (Point point : line.points()) {
            path.append(path.length() == 0 ? "" : " ")
                    .append(x(point.x()))
                    .append(',')
                    .append(y(point.y()));
            point.interval()
                    .ifPresent(interval -> html.shape(
                            "line",
                            "class",
                            "whisker thin",
                            "x1",
                            x(point.x()),
                            "x2",
                            x(point.x()),
                            "y1",
                            y(interval.low()),
                            "y2",
                            y(interval.high())));
        }
        html.shape("polyline", "class", "curve", "points", path.toString());
        for (Point point : line.points()) {
            html.shape("circle", "class", "dot", "cx", x(point.x()), "cy", y(point.y()), "r", "3.5");
        }
        html.close();
    }

    private static String x(double share) {
        return Html.px(LEFT + WIDTH * share);
    }

    /** What lies above the axis is drawn at its end. */
    private String y(double value) {
        return Html.px(TOP + HEIGHT * (1 - Math.min(1, Math.max(0, value / highest))));
    }
}
