package io.plumbline.evaluation.kv;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import io.plumbline.evaluation.metric.Estimate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A report as JSON and as lines for a terminal. */
public final class KvReports {
    private static final ObjectMapper JSON = JsonMapper.builder()
            .addModule(new Jdk8Module())
            .enable(SerializationFeature.INDENT_OUTPUT)
            .build();

    private KvReports() {}

    /** All figures, indented JSON. */
    public static String json(KvReport report) {
        try {
            return JSON.writeValueAsString(report) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a report is always JSON", e);
        }
    }

    /** A line for each policy and budget. */
    public static List<String> lines(KvReport report) {
        List<String> lines = new ArrayList<>();
        lines.add(report.needles() + " needles, compressed before the "
                + report.plan().cut() + ", " + report.model() + ", " + report.environment());
        report.notes().forEach(lines::add);
        lines.add("");
        lines.add(String.format(
                Locale.ROOT,
                "%-15s %7s %7s  %-22s %6s %7s  %-25s %-25s",
                "policy",
                "budget",
                "bytes",
                "nll [95 %]",
                "exact",
                "tokens",
                "minus random heads",
                "minus streaming"));
        lines.add(line(report.full()));
        report.points().forEach(point -> lines.add(line(point)));
        return lines;
    }

    private static String line(KvReport.Point point) {
        return String.format(
                        Locale.ROOT,
                        "%-15s %6.0f%% %6.1f%%  %-22s %6.2f %7.2f  %-25s %-25s",
                        point.policy(),
                        100 * point.budget(),
                        100 * point.bytes(),
                        text(Optional.of(point.nll()), "%.2f"),
                        point.exact().value(),
                        point.tokens().value(),
                        text(point.aboveControls(), "%+.2f"),
                        text(point.aboveStreaming(), "%+.2f"))
                .stripTrailing();
    }

    private static String text(Optional<Estimate> estimate, String format) {
        return estimate.map(e -> number(e.value(), format)
                        + e.interval()
                                .map(i -> " [" + number(i.low(), format) + ", " + number(i.high(), format) + "]")
                                .orElse(""))
                .orElse("");
    }

    private static String number(double value, String format) {
        return String.format(Locale.ROOT, format, value);
    }
}
