package io.plumbline.evaluation.report;

import io.plumbline.evaluation.metric.EvaluationReport;
import io.plumbline.evaluation.metric.SliceKind;
import io.plumbline.evaluation.metric.SliceResult;
import io.plumbline.evaluation.scorer.ScorerCard;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

/** A report as Markdown tables, for documents. */
public final class MarkdownReport {
    private MarkdownReport() {}

    /** The whole report; no text of any data set is in it. */
    public static String write(EvaluationReport report) {
        ReportTables tables = new ReportTables(report);
        StringBuilder out = new StringBuilder();
        out.append("# ").append(escaped(report.title())).append("\n\n");
        out.append("Intervals: ").append(EvaluationReport.INTERVAL_METHOD).append("; ");
        out.append(report.settings().resamples()).append(" resamples, seed ");
        out.append(report.settings().seed()).append(".\n\n");
        append(tables.sets(), out);
        append(tables.scorers(), out);
        append(tables.overview(SliceKind.SET), out);
        if (!report.slices(SliceKind.TASK).isEmpty()) {
            append(tables.overview(SliceKind.TASK), out);
        }
        if (!report.slices(SliceKind.GENERATOR).isEmpty()) {
            append(tables.overview(SliceKind.GENERATOR), out);
        }
        report.macros().forEach(macro -> append(tables.macro(macro), out));
        for (SliceResult slice : Stream.concat(
                        report.slices(SliceKind.SET).stream(), report.slices(SliceKind.POOLED).stream())
                .toList()) {
            append(tables.answers(slice), out);
            tables.spans(slice).ifPresent(table -> append(table, out));
            tables.baseRates(slice).ifPresent(table -> append(table, out));
            for (ScorerCard card : report.scorers()) {
                tables.differences(card.name(), slice.id().name()).ifPresent(table -> append(table, out));
            }
        }
        report.macros().forEach(macro -> report.scorers()
                .forEach(card ->
                        tables.differences(card.name(), macro.id().name()).ifPresent(table -> append(table, out))));
        out.append("Notes:\n\n");
        report.notes().forEach(note -> out.append("- ").append(escaped(note)).append('\n'));
        return out.toString();
    }

    /** One table: caption, header, rows; baselines in italics. */
    public static String table(Table table) {
        StringBuilder out = new StringBuilder();
        append(table, out);
        return out.toString();
    }

    private static void append(Table table, StringBuilder out) {
        out.append("**").append(escaped(table.caption())).append("**\n\n");
        line(table.header(), false, out);
        line(Collections.nCopies(table.header().size(), "---"), false, out);
        table.rows().forEach(row -> line(row.cells(), row.baseline(), out));
        out.append('\n');
    }

    private static void line(List<String> cells, boolean firstInItalics, StringBuilder out) {
        out.append('|');
        for (int i = 0; i < cells.size(); i++) {
            String cell = escaped(cells.get(i));
            out.append(' ')
                    .append(i == 0 && firstInItalics ? "*" + cell + "*" : cell)
                    .append(" |");
        }
        out.append('\n');
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace("|", "\\|")
                .replaceAll("\\s+", " ")
                .replaceAll("([*`])", "\\\\$1");
    }
}
