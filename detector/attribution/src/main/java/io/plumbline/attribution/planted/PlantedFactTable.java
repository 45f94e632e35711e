package io.plumbline.attribution.planted;

import io.plumbline.statistics.Proportions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** A report as a Markdown table: shares with 95 % Wilson intervals, cost beside the cheapest method's. */
public final class PlantedFactTable {
    private static final double MS = 1000.0;

    private PlantedFactTable() {}

    /** The table's lines. */
    public static List<String> lines(PlantedFactReport report) {
        List<String> lines = new ArrayList<>();
        lines.add(
                "| method | top-1, whole answer | top-1, the value alone | top-3 | share of the sentence | passes a fact |"
                        + " tokens run | tokens reused | tokens / cheapest | s a fact | time / cheapest |");
        lines.add("|---|---|---|---|---|---|---|---|---|---|---|");
        PlantedFactReport.Row cheapest = report.rows().stream()
                .min(Comparator.comparingLong(PlantedFactReport.Row::tokens))
                .orElseThrow();
        for (PlantedFactReport.Row row : report.rows()) {
            lines.add(String.format(
                    Locale.ROOT,
                    "| %s | %s | %s | %s | %.2f | %.0f | %.0f | %.0f | %.1f | %.2f | %.1f |",
                    row.method(),
                    share(row.top1(), report.facts()),
                    share(row.top1OfValue(), report.facts()),
                    share(row.top3(), report.facts()),
                    row.meanShare(),
                    (double) row.passes() / report.facts(),
                    (double) row.tokens() / report.facts(),
                    (double) row.reusedTokens() / report.facts(),
                    (double) row.tokens() / cheapest.tokens(),
                    row.wallMs() / MS / report.facts(),
                    (double) row.wallMs() / Math.max(1, cheapest.wallMs())));
        }
        return lines;
    }

    private static String share(int hits, int facts) {
        double[] interval = Proportions.wilson(hits, facts);
        return String.format(
                Locale.ROOT, "%.1f %% [%.1f, %.1f]", 100.0 * hits / facts, 100 * interval[0], 100 * interval[1]);
    }
}
