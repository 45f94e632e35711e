package io.plumbline.evaluation.mitigation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import io.plumbline.evaluation.mitigation.ArmResult.Difference;
import io.plumbline.evaluation.mitigation.ArmResult.MetricResult;
import java.util.Locale;
import java.util.Map;

/** A report as JSON and as a table for a terminal. */
public final class MitigationReports {
    private static final ObjectMapper JSON = JsonMapper.builder()
            .addModule(new Jdk8Module())
            .enable(SerializationFeature.INDENT_OUTPUT)
            .build();

    private MitigationReports() {}

    /** All figures, indented JSON. */
    public static String json(MitigationReport report) {
        try {
            return JSON.writeValueAsString(report) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a report is always JSON", e);
        }
    }

    /** One table for each task; a difference is to the first arm. */
    public static String text(MitigationReport report) {
        StringBuilder out = new StringBuilder();
        out.append(String.format(Locale.ROOT, "%s on %s%n", report.model(), report.environment()));
        for (MitigationReport.TaskResult task : report.tasks()) {
            out.append(String.format(
                    Locale.ROOT, "%n%s: %d rows, %d documents%n", task.task(), task.rows(), task.documents()));
            out.append(String.format(
                    Locale.ROOT,
                    "%-34s %-16s %-22s %-26s %9s %8s %6s %8s%n",
                    "arm",
                    "metric",
                    "share [95 %]",
                    "difference [95 %]",
                    "+/-",
                    "p",
                    "cost",
                    "tokens/s"));
            for (ArmResult arm : task.arms()) {
                arm.metrics().entrySet().forEach(metric -> out.append(line(arm, metric)));
                arm.metrics().forEach((name, metric) -> metric.overControl()
                        .ifPresent(d -> out.append(String.format(
                                Locale.ROOT,
                                "  over random heads: %-14s %+.3f [%+.3f, %+.3f]  %d/%d  p %s%n",
                                name,
                                d.value(),
                                d.low(),
                                d.high(),
                                d.gained(),
                                d.lost(),
                                p(d)))));
            }
            task.repairs().ifPresent(repairs -> out.append(repairs(repairs)));
        }
        return out.toString();
    }

    private static String line(ArmResult arm, Map.Entry<String, MetricResult> metric) {
        MetricResult value = metric.getValue();
        return String.format(
                Locale.ROOT,
                "%-34s %-16s %-22s %-26s %9s %8s %6s %8s%n",
                arm.arm(),
                metric.getKey(),
                String.format(Locale.ROOT, "%.3f [%.3f, %.3f]", value.value(), value.low(), value.high()),
                value.difference()
                        .map(d -> String.format(Locale.ROOT, "%+.3f [%+.3f, %+.3f]", d.value(), d.low(), d.high()))
                        .orElse(""),
                value.difference().map(d -> d.gained() + "/" + d.lost()).orElse(""),
                value.difference().map(MitigationReports::p).orElse(""),
                arm.costFactor().map(c -> String.format(Locale.ROOT, "%.2f", c)).orElse(""),
                arm.newTokensPerSecond()
                        .map(t -> String.format(Locale.ROOT, "%.1f", t))
                        .orElse(""));
    }

    private static String repairs(RepairResult repairs) {
        StringBuilder out = new StringBuilder();
        out.append(String.format(
                Locale.ROOT, "the whole loop, preset %s: %s%n", repairs.preset(), MitigationPage.decisions(repairs)));
        repairs.accepted().forEach((metric, change) -> out.append(change("accepted", metric, change)));
        repairs.all().forEach((metric, change) -> out.append(change("all", metric, change)));
        return out.toString();
    }

    private static String change(String of, String metric, RepairResult.Change change) {
        return String.format(
                Locale.ROOT,
                "  %-9s %-16s %.3f -> %.3f  %d/%d  at least %+.3f (one-sided 95 %%): %s%n",
                of,
                metric,
                change.before(),
                change.after(),
                change.gained(),
                change.lost(),
                change.lowerBound(),
                reading(metric, change));
    }

    private static String reading(String metric, RepairResult.Change change) {
        if (!RepairResult.moreIsBetter(metric)) {
            return "less is better";
        }
        if (change.tooFew()) {
            return MitigationPage.TOO_FEW;
        }
        return change.notWorse() ? "not worse by more than 2 points" : "harm cannot be ruled out";
    }

    private static String p(Difference difference) {
        return difference.pValue() < 0.001 ? "<0.001" : String.format(Locale.ROOT, "%.3f", difference.pValue());
    }
}
