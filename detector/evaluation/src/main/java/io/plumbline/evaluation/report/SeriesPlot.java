package io.plumbline.evaluation.report;

import java.util.List;
import java.util.Locale;

/** Quantities over time: lines from the left edge at 0, with bands where something happened. */
public final class SeriesPlot {
    private static final int WIDTH = 640;
    private static final int HEIGHT = 240;
    private static final int LEFT = 58;
    private static final int TOP = 12;
    private static final int RIGHT = 16;
    private static final int BELOW = 44;
    private static final int TICKS = 6;

    private final Html html;
    private final double last;
    private final Axis axis;

    private SeriesPlot(Html html, double last, Axis axis) {
        this.html = html;
        this.last = last;
        this.axis = axis;
    }

    /** A point. */
    public record Point(double x, double y) {}

    /**
     * A line through points; broken where a point is not finite.
     *
     * @param points in ascending x
     * @param style class of its colour and dashes
     */
    public record Series(List<Point> points, String style) {
        public Series {
            points = List.copyOf(points);
        }
    }

    /** A time in which something happened. */
    public record Band(double from, double to) {}

    /**
     * The vertical axis.
     *
     * @param title with the unit
     * @param logarithmic by powers of ten, from the lowest positive value
     */
    public record Axis(String title, boolean logarithmic) {}

    /**
     * Draws a figure into an open element.
     *
     * @param id unique on the page
     * @param xTitle with the unit
     * @param last end of the x axis
     */
    public static void draw(
            Html html,
            String id,
            String title,
            String xTitle,
            double last,
            Axis axis,
            List<Series> lines,
            List<Band> bands) {
        if (!(last > 0)) {
            throw new IllegalArgumentException("the x axis ends at " + last);
        }
        new SeriesPlot(html, last, axis).plot(id, title, xTitle, lines, bands);
    }

    private void plot(String id, String title, String xTitle, List<Series> lines, List<Band> bands) {
        double highest = extreme(lines, true);
        double top = axis.logarithmic() ? Math.pow(10, Math.ceil(Math.log10(highest))) : ceiling(highest);
        double bottom = axis.logarithmic()
                ? Math.min(Math.pow(10, Math.floor(Math.log10(extreme(lines, false)))), top / 10)
                : 0;
        String box = "0 0 " + (LEFT + WIDTH + RIGHT) + " " + (TOP + HEIGHT + BELOW);
        html.open("figure").leaf("figcaption", title);
        html.open("svg", "class", "plot wide", "viewBox", box, "role", "img", "aria-labelledby", id + "-t");
        html.leaf("title", title, "id", id + "-t");
        for (Band band : bands) {
            html.shape(
                    "rect",
                    "class",
                    "band",
                    "x",
                    Html.px(x(band.from())),
                    "y",
                    Html.px(TOP),
                    "width",
                    Html.px(Math.max(1, x(band.to()) - x(band.from()))),
                    "height",
                    Html.px(HEIGHT));
        }
        frame(xTitle, bottom, top);
        lines.forEach(line -> line(line, bottom, top));
        html.close().close();
    }

    private static double extreme(List<Series> lines, boolean highest) {
        var values = lines.stream()
                .flatMap(line -> line.points().stream())
                .mapToDouble(Point::y)
                .filter(y -> Double.isFinite(y) && y > 0);
        return highest ? values.max().orElse(1) : values.min().orElse(1);
    }

    /** The next of 1, 2, 2.5, 5 times a power of ten from which {@link #TICKS} steps reach {@code value}. */
    private static double ceiling(double value) {
        return step(value) * Math.ceil(value / step(value));
    }

    private static double step(double value) {
        double power = Math.pow(10, Math.floor(Math.log10(value / TICKS)));
        for (double factor : new double[] {1, 2, 2.5, 5}) {
            if (factor * power * TICKS >= value) {
                return factor * power;
            }
        }
        return 10 * power;
    }

    private void frame(String xTitle, double bottom, double top) {
        for (double at = 0; at <= last; at += step(last)) {
            grid(x(at), x(at), TOP, TOP + HEIGHT);
            label("tick", number(at), x(at), TOP + HEIGHT + 16.0, "middle");
        }
        if (axis.logarithmic()) {
            for (double value = bottom; value <= top * 1.001; value *= 10) {
                rung(value, bottom, top);
            }
        } else {
            for (double value = 0; value <= top * 1.001; value += step(top)) {
                rung(value, bottom, top);
            }
        }
        label("axis", xTitle, x(last / 2), TOP + HEIGHT + 36.0, "middle");
        html.leaf(
                "text",
                axis.title(),
                "class",
                "axis",
                "transform",
                "translate(12 " + Html.px(TOP + HEIGHT / 2.0) + ") rotate(-90)",
                "text-anchor",
                "middle");
    }

    private void rung(double value, double bottom, double top) {
        double at = y(value, bottom, top);
        grid(x(0), x(last), at, at);
        label("tick", number(value), LEFT - 6.0, at + 4, "end");
    }

    private void grid(double x1, double x2, double y1, double y2) {
        html.shape("line", "class", "grid", "x1", Html.px(x1), "x2", Html.px(x2), "y1", Html.px(y1), "y2", Html.px(y2));
    }

    private void label(String kind, String text, double x, double y, String anchor) {
        html.leaf("text", text, "class", kind, "x", Html.px(x), "y", Html.px(y), "text-anchor", anchor);
    }

    private void line(Series series, double bottom, double top) {
        StringBuilder path = new StringBuilder();
        html.open("g", "class", series.style());
        for (Point point : series.points()) {
            if (Double.isFinite(point.y())) {
                path.append(path.length() == 0 ? "" : " ")
                        .append(Html.px(x(point.x())))
                        .append(',')
                        .append(Html.px(y(point.y(), bottom, top)));
            } else {
                finish(path);
            }
        }
        finish(path);
        html.close();
    }

    private void finish(StringBuilder path) {
        if (path.length() > 0) {
            html.shape("polyline", "class", "curve", "points", path.toString());
            path.setLength(0);
        }
    }

    private double x(double value) {
        return LEFT + WIDTH * Math.min(1, value / last);
    }

    private double y(double value, double bottom, double top) {
        double share = axis.logarithmic()
                ? (Math.log10(Math.max(value, bottom)) - Math.log10(bottom)) / (Math.log10(top) - Math.log10(bottom))
                : value / top;
        return TOP + HEIGHT * (1 - Math.min(1, Math.max(0, share)));
    }

    private static String number(double value) {
        return value == Math.rint(value)
                ? String.format(Locale.ROOT, "%.0f", value)
                : String.format(Locale.ROOT, "%.3g", value);
    }
}
