package io.plumbline.evaluation.report;

import io.plumbline.statistics.CurvePoint;
import java.util.List;

/** Curves in the unit square. */
final class CurvePlot {
    private static final int SIZE = 300;
    private static final int LEFT = 44;
    private static final int TOP = 12;
    private static final int BELOW = 44;

    private CurvePlot() {}

    /**
     * A curve.
     *
     * @param points in drawing order
     * @param style class of its colour and dashes
     */
    record Curve(List<CurvePoint> points, String style) {}

    /**
     * Draws into an open element.
     *
     * @param chance end points of the line a useless score would give
     */
    static void draw(
            Html html,
            String id,
            String title,
            String xTitle,
            String yTitle,
            List<CurvePoint> chance,
            List<Curve> curves) {
        frame(html, id, title, xTitle, yTitle);
        html.shape("polyline", "class", "chance", "points", points(chance));
        curves.forEach(
                curve -> html.shape("polyline", "class", "curve " + curve.style(), "points", points(curve.points())));
        html.close();
    }

    /** Opens the picture and draws its axes. */
    static void frame(Html html, String id, String title, String xTitle, String yTitle) {
        int width = LEFT + SIZE + 14;
        int height = TOP + SIZE + BELOW;
        html.open(
                "svg",
                "class",
                "plot square",
                "viewBox",
                "0 0 " + width + " " + height,
                "role",
                "img",
                "aria-labelledby",
                id + "-t");
        html.leaf("title", title, "id", id + "-t");
        for (int tick = 0; tick <= 5; tick++) {
            double at = tick / 5.0;
            html.shape("line", "class", "grid", "x1", x(at), "x2", x(at), "y1", y(0), "y2", y(1));
            html.shape("line", "class", "grid", "x1", x(0), "x2", x(1), "y1", y(at), "y2", y(at));
            html.leaf(
                    "text",
                    Html.px(at),
                    "class",
                    "tick",
                    "x",
                    x(at),
                    "y",
                    Html.px(TOP + SIZE + 16.0),
                    "text-anchor",
                    "middle");
            html.leaf(
                    "text",
                    Html.px(at),
                    "class",
                    "tick",
                    "x",
                    Html.px(LEFT - 6.0),
                    "y",
                    Html.px(TOP + SIZE * (1 - at) + 4),
                    "text-anchor",
                    "end");
        }
        html.leaf(
                "text", xTitle, "class", "axis", "x", x(0.5), "y", Html.px(TOP + SIZE + 36.0), "text-anchor", "middle");
        html.leaf(
                "text",
                yTitle,
                "class",
                "axis",
                "transform",
                "translate(12 " + y(0.5) + ") rotate(-90)",
                "text-anchor",
                "middle");
    }

    static String x(double value) {
        return Html.px(LEFT + SIZE * value);
    }

    static String y(double value) {
        return Html.px(TOP + SIZE * (1 - value));
    }

    private static String points(List<CurvePoint> points) {
        StringBuilder text = new StringBuilder();
        for (CurvePoint point : points) {
            text.append(text.length() == 0 ? "" : " ")
                    .append(x(point.x()))
                    .append(',')
                    .append(y(point.y()));
        }
        return text.toString();
    }
}
