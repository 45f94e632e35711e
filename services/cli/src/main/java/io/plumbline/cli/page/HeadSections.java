package io.plumbline.cli.page;

import io.plumbline.atlas.HeadAtlas;
import io.plumbline.atlas.HeadCurves;
import io.plumbline.atlas.HeadScore;
import io.plumbline.atlas.ScoreFamily;
import io.plumbline.atlas.TopTokens;
import io.plumbline.evaluation.report.Html;
import io.plumbline.model.HeadId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** A head's own section: its scores and ranks, where it looks, its curves, and what it writes. */
final class HeadSections {
    private static final int WIDTH = 300;
    private static final int HEIGHT = 90;
    private static final int LEFT = 36;
    private static final int BELOW = 22;
    private static final double SHOWN = 0.15;
    private static final String[] MASKS = {"local", "strided", "dense"};

    private final Html html;
    private final HeadAtlas atlas;
    private final Map<String, List<HeadId>> rankings = new LinkedHashMap<>();

    HeadSections(Html html, HeadAtlas atlas) {
        this.html = html;
        this.atlas = atlas;
        atlas.families().forEach((name, family) -> rankings.put(name, family.ranking()));
    }

    void write(HeadId head) {
        html.open("article", "id", "head-" + head).leaf("h3", "Head " + head);
        List<String> looks = looks(head);
        if (!looks.isEmpty()) {
            html.leaf("p", "It looks " + String.join("; ", looks) + ".", "class", "looks");
        }
        Optional<TopTokens> tokens =
                Optional.ofNullable(atlas.details().tokens().get(head));
        tokens.ifPresent(this::tokens);
        html.open("div", "class", "row");
        atlas.details().curves().forEach((name, curves) -> {
            if (isLine(name)) {
                Optional.ofNullable(curves.values().get(head)).ifPresent(values -> curve(head, name, curves, values));
            }
        });
        html.close();
        html.open("details").leaf("summary", "Scores of head " + head);
        html.open("div", "class", "scroll").open("table").leaf("caption", "head " + head);
        html.open("tr");
        List.of("score", "mean", "95 % interval", "rank").forEach(title -> html.leaf("th", title));
        html.close();
        atlas.families().forEach((name, family) -> score(head, name, family));
        html.close().close().close().close();
    }

    private void score(HeadId head, String name, ScoreFamily family) {
        HeadScore score = family.score(head);
        int rank = Optional.ofNullable(rankings.get(name))
                        .map(ranking -> ranking.indexOf(head))
                        .orElse(0)
                + 1;
        html.open("tr").leaf("th", name).leaf("td", AtlasPage.number(score.mean()));
        html.leaf("td", AtlasPage.number(score.low()) + " to " + AtlasPage.number(score.high()));
        html.leaf("td", rank + " of " + family.scores().size()).close();
    }

    private void tokens(TopTokens tokens) {
        html.open("p", "class", "tokens").text("By itself it writes ");
        for (int i = 0; i < tokens.tokens().size(); i++) {
            html.text(i == 0 ? "" : ", ").leaf("code", tokens.tokens().get(i).replace("\n", "\u21b5"));
            html.text(String.format(
                    Locale.ROOT, " (%.0f %% of rows)", 100 * tokens.shares().get(i)));
        }
        html.text(".").close();
    }

    /** What the scores and curves say about where the head looks, strongest words only. */
    private List<String> looks(HeadId head) {
        List<String> looks = new ArrayList<>();
        above(head, ScoreFamily.COPY, looks, "at the token that is being copied from a passage (%.2f of the answer)");
        above(head, ScoreFamily.INDUCTION, looks, "at what came after the same token before (%.2f of its attention)");
        above(head, ScoreFamily.ECHO, looks, "at the same token before (%.2f of its attention)");
        value(head, HeadCurves.SPAN_RULE, 1)
                .ifPresent(beta -> looks.add(
                        beta > SHOWN
                                ? String.format(
                                        Locale.ROOT, "as far as the text is long (its span grows by %.2f N)", beta)
                                : String.format(
                                        Locale.ROOT, "no farther in longer texts (its span grows by %.2f N)", beta)));
        value(head, HeadCurves.STRIDED, 3)
                .ifPresent(mask -> looks.add("by a " + MASKS[mask.intValue()] + " mask of S2-Attention"));
        above(head, ScoreFamily.HOPS, looks, "%.1f links along a chain");
        return looks;
    }

    private void above(HeadId head, String family, List<String> looks, String words) {
        if (atlas.families().containsKey(family)) {
            double mean = atlas.family(family).score(head).mean();
            if (mean > SHOWN) {
                looks.add(String.format(Locale.ROOT, words, mean));
            }
        }
    }

    private Optional<Double> value(HeadId head, String curve, int place) {
        return Optional.ofNullable(atlas.details().curves().get(curve))
                .map(curves -> curves.values().get(head))
                .map(values -> values.get(place));
    }

    /** Whether the numbers of a curve lie on one axis, rather than being several parameters. */
    private static boolean isLine(String name) {
        return name.equals(HeadCurves.LAG_CRP) || name.equals(HeadCurves.SPAN) || name.equals(HeadCurves.HOPS);
    }

    private void curve(HeadId head, String name, HeadCurves curves, List<Double> values) {
        String id = "curve-" + head + "-" + name;
        double most = Math.max(1e-9, Collections.max(values));
        html.open("figure").leaf("figcaption", name + ", up to " + AtlasPage.number(most));
        html.open(
                "svg",
                "class",
                "plot square",
                "viewBox",
                "0 0 " + (LEFT + WIDTH + 10) + " " + (HEIGHT + BELOW + 6),
                "role",
                "img",
                "aria-labelledby",
                id);
        html.leaf("title", curves.definition(), "id", id);
        html.shape(
                "line",
                "class",
                "grid",
                "x1",
                x(0, values),
                "x2",
                x(values.size() - 1, values),
                "y1",
                y(0),
                "y2",
                y(0));
        StringBuilder points = new StringBuilder();
        for (int i = 0; i < values.size(); i++) {
            points.append(i == 0 ? "" : " ").append(x(i, values)).append(',').append(y(values.get(i) / most));
            html.leaf(
                    "text",
                    curves.axis().get(i),
                    "class",
                    "tick",
                    "x",
                    x(i, values),
                    "y",
                    Integer.toString(HEIGHT + BELOW),
                    "text-anchor",
                    "middle");
        }
        html.shape("polyline", "class", "curve c0", "points", points.toString());
        html.close().close();
    }

    private static String x(int place, List<Double> values) {
        return px(LEFT + (double) WIDTH * place / Math.max(1, values.size() - 1) - LEFT / 2.0);
    }

    private static String y(double share) {
        return px(4 + HEIGHT * (1 - share));
    }

    private static String px(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }
}
