package io.plumbline.cli.page;

import io.plumbline.atlas.HeadScore;
import io.plumbline.atlas.ModelIdentity;
import io.plumbline.atlas.ScoreFamily;
import io.plumbline.evaluation.report.Html;
import io.plumbline.model.HeadId;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** One score over layers (across) and heads (down); a darker cell is a higher score, and a cell tells its numbers. */
final class HeatMap {
    private static final int CELL = 14;
    private static final int LEFT = 34;
    private static final int TOP = 6;
    private static final int BELOW = 34;
    /** Columns and rows between two numbers on an axis. */
    private static final int TICK = 5;

    private HeatMap() {}

    /** @param linked heads that have a section of their own */
    static void draw(Html html, String id, String title, ModelIdentity model, ScoreFamily family, Set<HeadId> linked) {
        double least = Double.POSITIVE_INFINITY;
        double most = Double.NEGATIVE_INFINITY;
        for (HeadScore score : family.scores().values()) {
            least = Math.min(least, score.mean());
            most = Math.max(most, score.mean());
        }
        html.open("figure")
                .leaf(
                        "figcaption",
                        title + " by layer and head, from " + AtlasPage.number(least) + " (empty) to "
                                + AtlasPage.number(most) + " (full)");
        int width = LEFT + CELL * model.layers() + 8;
        int height = TOP + CELL * model.heads() + BELOW;
        html.open(
                "svg",
                "class",
                "plot forest heat",
                "viewBox",
                "0 0 " + width + " " + height,
                "role",
                "img",
                "aria-labelledby",
                id + "-t");
        html.leaf("title", title, "id", id + "-t");
        List<HeadId> ranking = family.ranking();
        for (int place = 0; place < ranking.size(); place++) {
            HeadId head = ranking.get(place);
            HeadScore score = family.score(head);
            double share = most > least ? (score.mean() - least) / (most - least) : 0;
            if (linked.contains(head)) {
                html.open("a", "href", "#head-" + head);
            }
            html.open(
                    "rect",
                    "class",
                    "dot c0",
                    "x",
                    px(LEFT + CELL * head.layer()),
                    "y",
                    px(TOP + CELL * head.head()),
                    "width",
                    px(CELL),
                    "height",
                    px(CELL),
                    "fill-opacity",
                    String.format(Locale.ROOT, "%.3f", 0.04 + 0.96 * share));
            html.leaf(
                    "title",
                    head + ": " + AtlasPage.number(score.mean()) + " [" + AtlasPage.number(score.low()) + ", "
                            + AtlasPage.number(score.high()) + "], rank " + (place + 1));
            html.close();
            if (linked.contains(head)) {
                html.close();
            }
        }
        axes(html, model);
        html.close().close();
    }

    private static void axes(Html html, ModelIdentity model) {
        for (int layer = 0; layer < model.layers(); layer += TICK) {
            tick(
                    html,
                    Integer.toString(layer),
                    LEFT + CELL * layer + CELL / 2,
                    TOP + CELL * model.heads() + 12,
                    "middle");
        }
        int step = model.heads() > 2 * TICK ? TICK : 1;
        for (int head = 0; head < model.heads(); head += step) {
            tick(html, Integer.toString(head), LEFT - 6, TOP + CELL * head + CELL - 3, "end");
        }
        html.leaf(
                "text",
                "layer",
                "class",
                "axis",
                "x",
                px(LEFT + CELL * model.layers() / 2),
                "y",
                px(TOP + CELL * model.heads() + 28),
                "text-anchor",
                "middle");
    }

    private static void tick(Html html, String text, int x, int y, String anchor) {
        html.leaf("text", text, "class", "tick", "x", px(x), "y", px(y), "text-anchor", anchor);
    }

    private static String px(int value) {
        return Integer.toString(value);
    }
}
