package io.plumbline.evaluation.report;

import io.plumbline.evaluation.kv.KvReport;
import io.plumbline.evaluation.kv.KvReport.Point;
import io.plumbline.evaluation.report.LinePlot.Line;
import io.plumbline.evaluation.report.Table.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Needles against bytes as one HTML file: style and pictures inside, no script, no request to anywhere. */
public final class KvPage {
    private static final int COLOURS = 8;
    private static final String X = "bytes of keys and values held, of the full cache's";
    private static final String Y = "nats per answer token";

    private static final Map<String, String> NAMES = Map.of(
            "streaming", "first and last tokens, all heads alike (StreamingLLM)",
            "s2", "a window and strided blocks, shifted by head (S2-Attention)",
            "moa", "a window by each head's span (MoA)",
            "snapkv", "what the last tokens attend to, all heads alike (SnapKV)",
            "razor", "retrieval heads all, others first, last and the mean of the rest (RazorAttention)",
            "razor, no mean", "the same without the mean",
            "duo", "retrieval heads all, others first and last (DuoAttention)",
            "headkv", "what the last tokens attend to, more in retrieval heads (HeadKV)",
            "headkv-r2", "the same by HeadKV's own reasoning score");

    private final KvReport report;
    private final List<String> policies;
    private final double highest;
    private final Html html = new Html();
    private int pictures;

    private KvPage(KvReport report) {
        this.report = report;
        this.policies = report.policies();
        this.highest = Math.ceil(report.points().stream()
                .mapToDouble(point -> point.nll().value())
                .max()
                .orElse(1));
    }

    /** The page. */
    public static String write(KvReport report) {
        return new KvPage(report).page();
    }

    private String page() {
        html.openPage("Per-head caches: needles against bytes", "figures");
        header();
        html.open("main", "id", "figures");
        overview();
        controls();
        table();
        html.close().close().close();
        return html.finish();
    }

    private void header() {
        html.open("header").leaf("h1", "Per-head caches: needles against bytes");
        html.leaf(
                "p",
                report.needles() + " needles in texts of " + lengths()
                        + " tokens; prompts compressed before the "
                        + report.plan().cut() + ", every token of the answer read from what is left. Lower is better.",
                "class",
                "lead");
        html.leaf(
                "p",
                report.model() + ", " + report.environment() + "; seed "
                        + report.plan().seed() + ", " + report.plan().resamples() + " resamples over needles.",
                "class",
                "fine");
        report.notes().forEach(note -> html.leaf("p", note, "class", "fine"));
        html.close();
    }

    private String lengths() {
        return report.plan().tokens().stream().map(String::valueOf).collect(Collectors.joining(", "));
    }

    private void overview() {
        html.open("section").leaf("h2", "Each policy at equal budgets");
        figure(
                "Negative log-likelihood of the answer against bytes held",
                policies.stream()
                        .map(policy -> new Line(points(policy), style(policy)))
                        .toList(),
                "wide");
        html.open("ul", "class", "legend");
        for (String policy : policies) {
            html.open("li");
            swatch(style(policy));
            html.text(policy + ": " + NAMES.getOrDefault(policy, policy)).close();
        }
        html.close().close();
    }

    /** A policy beside its random heads. */
    private void controls() {
        html.open("section").leaf("h2", "Does it matter which heads?");
        html.leaf(
                "p",
                "The thick line is the policy with the heads that the atlas names; the thin ones give the same to random heads of the"
                        + " same layers (HeadKV: to the other heads of each layer).",
                "class",
                "fine");
        html.open("div", "class", "row");
        for (String policy : policies) {
            List<Point> points = report.of(policy);
            int count = points.stream().mapToInt(p -> p.controls().size()).min().orElse(0);
            if (count > 0) {
                List<Line> lines = new ArrayList<>();
                for (int control = 0; control < count; control++) {
                    int which = control;
                    lines.add(new Line(
                            points.stream()
                                    .map(p -> new LinePlot.Point(
                                            p.bytes(), p.controls().get(which), Optional.empty()))
                                    .toList(),
                            "base faint"));
                }
                lines.add(new Line(points(policy), style(policy)));
                figure(policy, lines, "small");
            }
        }
        html.close().close();
    }

    private void figure(String title, List<Line> lines, String size) {
        html.open("figure").leaf("figcaption", title);
        LinePlot.draw(html, "pic" + ++pictures, title, X, Y, lines, highest, size);
        html.close();
    }

    private void swatch(String style) {
        html.open("svg", "class", "swatch " + style, "viewBox", "0 0 30 10", "aria-hidden", "true");
        html.shape("line", "class", "whisker", "x1", "0", "x2", "30", "y1", "5", "y2", "5");
        html.close();
    }

    /** The policy's points and the full cache. */
    private List<LinePlot.Point> points(String policy) {
        List<Point> points = new ArrayList<>(report.of(policy));
        points.add(report.full());
        return points.stream()
                .map(p -> new LinePlot.Point(p.bytes(), p.nll().value(), p.nll().interval()))
                .toList();
    }

    private String style(String policy) {
        int place = policies.indexOf(policy);
        return "c" + place % COLOURS + (place >= COLOURS ? " again" : "");
    }

    private void table() {
        List<Row> rows = new ArrayList<>();
        rows.add(row(report.full()));
        report.points().forEach(point -> rows.add(row(point)));
        html.open("section").leaf("h2", "Figures");
        TableHtml.draw(
                html,
                new Table(
                        "95 % intervals by bootstrap over needles; differences paired by needle",
                        List.of(
                                "Policy",
                                "Budget",
                                "Bytes held",
                                "Nats per token",
                                "Answers exact",
                                "Tokens right",
                                "Above full",
                                "Above random heads",
                                "Above streaming",
                                "Random heads, each"),
                        rows));
        html.close();
    }

    private static Row row(Point point) {
        return new Row(
                point.controls().isEmpty(),
                List.of(
                        point.policy(),
                        Numbers.percent(point.budget()),
                        Numbers.percent(Math.rint(1000 * point.bytes()) / 1000),
                        Numbers.estimate(point.nll()),
                        Numbers.estimate(point.exact()),
                        Numbers.estimate(point.tokens()),
                        Numbers.estimate(point.aboveFull()),
                        Numbers.estimate(point.aboveControls()),
                        Numbers.estimate(point.aboveStreaming()),
                        point.controls().stream().map(Numbers::three).collect(Collectors.joining(", "))));
    }
}
