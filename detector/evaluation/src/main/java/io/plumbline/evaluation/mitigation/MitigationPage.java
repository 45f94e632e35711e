package io.plumbline.evaluation.mitigation;

import io.plumbline.evaluation.metric.Estimate;
import io.plumbline.evaluation.mitigation.ArmResult.Difference;
import io.plumbline.evaluation.mitigation.ArmResult.MetricResult;
import io.plumbline.evaluation.report.ForestPlot;
import io.plumbline.evaluation.report.Html;
import io.plumbline.evaluation.report.Numbers;
import io.plumbline.evaluation.report.Table;
import io.plumbline.evaluation.report.TableHtml;
import io.plumbline.statistics.Interval;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** A comparison of arms as one HTML file: style and pictures inside, no script, no request to anywhere. */
public final class MitigationPage {
    /** What is said of a bound from fewer documents than a bound needs. */
    static final String TOO_FEW = "too few to tell";

    private static final int COLOURS = 8;

    private final MitigationReport report;
    private final Html html = new Html();

    private MitigationPage(MitigationReport report) {
        this.report = report;
    }

    public static String write(MitigationReport report) {
        return new MitigationPage(report).page();
    }

    private String page() {
        html.openPage("Repair, judged by gold answers", "figures");
        html.open("header").leaf("h1", "Repair, judged by gold answers");
        html.leaf(
                "p",
                report.model() + " writes. Every way of writing beside plain greedy decoding (base), on the same rows.",
                "class",
                "lead");
        html.leaf(
                "p",
                "Intervals: 95 %, percentile bootstrap over documents, " + report.resamples() + " resamples, seed "
                        + report.seed() + "; p: McNemar's exact test, two-sided. " + report.environment(),
                "class",
                "fine");
        html.close().open("main", "id", "figures");
        for (int t = 0; t < report.tasks().size(); t++) {
            task(report.tasks().get(t), t);
        }
        html.close().close().close();
        return html.finish();
    }

    private void task(MitigationReport.TaskResult task, int number) {
        html.open("section").leaf("h2", task.task() + ", " + task.rows() + " rows, " + task.documents() + " documents");
        TreeSet<String> metrics = new TreeSet<>();
        task.arms().forEach(arm -> metrics.addAll(arm.metrics().keySet()));
        for (String metric : metrics) {
            String title = task.task() + ": " + metric + ", difference to base";
            html.open("figure").leaf("figcaption", title);
            ForestPlot.differences(html, "t" + number + "-" + metric, title, lines(task, metric, report.resamples()));
            html.close();
            TableHtml.draw(html, table(task, metric));
        }
        task.repairs().ifPresent(repairs -> repairs(task.task(), repairs));
        html.close();
    }

    private static List<ForestPlot.Line> lines(MitigationReport.TaskResult task, String metric, int resamples) {
        List<ForestPlot.Line> lines = new ArrayList<>();
        for (ArmResult arm : task.arms()) {
            arm.metric(metric).difference().ifPresent(d -> {
                boolean control = arm.arm().contains(Arms.CONTROL);
                Estimate estimate = new Estimate(d.value(), Optional.of(new Interval(d.low(), d.high(), resamples)));
                String style = control ? "base" : "c" + lines.size() % COLOURS;
                lines.add(new ForestPlot.Line(arm.arm(), Optional.of(estimate), control, style));
            });
        }
        return lines;
    }

    private static Table table(MitigationReport.TaskResult task, String metric) {
        List<Table.Row> rows = new ArrayList<>();
        for (ArmResult arm : task.arms()) {
            MetricResult result = arm.metric(metric);
            Optional<Difference> difference = result.difference();
            rows.add(new Table.Row(
                    arm.arm().contains(Arms.CONTROL),
                    List.of(
                            arm.arm(),
                            Numbers.three(result.value()) + " [" + Numbers.three(result.low()) + ", "
                                    + Numbers.three(result.high()) + "]",
                            difference
                                    .map(d -> Numbers.signed(d.value()) + " [" + Numbers.signed(d.low()) + ", "
                                            + Numbers.signed(d.high()) + "]")
                                    .orElse(Numbers.NONE),
                            difference.map(d -> d.gained() + " / " + d.lost()).orElse(Numbers.NONE),
                            difference.map(d -> Numbers.pValue(d.pValue())).orElse(Numbers.NONE),
                            result.overControl()
                                    .map(d -> Numbers.signed(d.value()) + " [" + Numbers.signed(d.low()) + ", "
                                            + Numbers.signed(d.high()) + "]")
                                    .orElse(Numbers.NONE),
                            arm.costFactor().map(MitigationPage::two).orElse(Numbers.NONE),
                            arm.newTokensPerSecond().map(MitigationPage::two).orElse(Numbers.NONE))));
        }
        return new Table(
                task.task() + ": " + metric,
                List.of(
                        "arm",
                        "share",
                        "difference",
                        "gained / lost",
                        "p",
                        "over random heads",
                        "tokens run / base",
                        "tokens/s"),
                rows);
    }

    private void repairs(String task, RepairResult repairs) {
        html.leaf("h3", "The whole loop, preset " + repairs.preset());
        html.leaf("p", decisions(repairs));
        List<Table.Row> rows = new ArrayList<>();
        repairs.accepted().forEach((metric, change) -> rows.add(row("accepted, ", metric, change)));
        repairs.all().forEach((metric, change) -> rows.add(row("all, ", metric, change)));
        TableHtml.draw(
                html,
                new Table(
                        task + ": plain answers before and after the loop",
                        List.of("answers", "before", "after", "gained / lost", "difference at least", "no harm shown"),
                        rows));
    }

    /** In one line. */
    static String decisions(RepairResult repairs) {
        StringBuilder text = new StringBuilder();
        for (Map.Entry<String, Integer> decision : repairs.decisions().entrySet()) {
            text.append(text.isEmpty() ? "" : ", ")
                    .append(decision.getKey())
                    .append(' ')
                    .append(decision.getValue());
        }
        return text.toString();
    }

    private static Table.Row row(String of, String metric, RepairResult.Change change) {
        return new Table.Row(
                false,
                List.of(
                        of + metric,
                        Numbers.three(change.before()),
                        Numbers.three(change.after()),
                        change.gained() + " / " + change.lost(),
                        Numbers.signed(change.lowerBound()),
                        noHarm(metric, change)));
    }

    private static String noHarm(String metric, RepairResult.Change change) {
        if (!RepairResult.moreIsBetter(metric)) {
            return "less is better";
        }
        if (change.tooFew()) {
            return TOO_FEW;
        }
        return change.notWorse() ? "yes" : "no";
    }

    private static String two(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }
}
