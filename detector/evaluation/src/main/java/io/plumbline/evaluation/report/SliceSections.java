package io.plumbline.evaluation.report;

import io.plumbline.evaluation.metric.EvaluationReport;
import io.plumbline.evaluation.metric.ScorerResult;
import io.plumbline.evaluation.metric.SliceKind;
import io.plumbline.evaluation.metric.SliceResult;
import io.plumbline.evaluation.report.CurvePlot.Curve;
import io.plumbline.statistics.CurvePoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The section of a slice: estimates, tables, curves, reliability. */
final class SliceSections {
    private final EvaluationReport report;
    private final PageParts parts;
    private final Html html;
    private final ReportTables tables;

    SliceSections(EvaluationReport report, PageParts parts) {
        this.report = report;
        this.parts = parts;
        this.html = parts.html();
        this.tables = parts.tables();
    }

    /** Where the section of a slice is. */
    static String anchor(SliceResult slice) {
        return slice.id().kind().name().toLowerCase(Locale.ROOT) + "-"
                + slice.id().name().replaceAll("[^A-Za-z0-9]+", "-");
    }

    /** All slices of a kind under one heading. */
    void write(String title, SliceKind kind) {
        List<SliceResult> slices = report.slices(kind);
        if (slices.isEmpty()) {
            return;
        }
        html.leaf("h2", title);
        for (SliceResult slice : slices) {
            html.open("section", "id", anchor(slice));
            if (kind == SliceKind.SET) {
                html.leaf("h3", slice.id().name());
            }
            html.leaf("p", facts(slice), "class", "fine");
            parts.forest("AUROC, " + slice.id().name(), name -> slice.of(name).auroc());
            parts.table(tables.answers(slice));
            curves(slice);
            reliability(slice);
            tables.spans(slice).ifPresent(parts::table);
            tables.baseRates(slice).ifPresent(parts::table);
            html.close();
        }
    }

    private String facts(SliceResult slice) {
        return report.sets().stream()
                .filter(set -> set.set().equals(slice.id().name()))
                .findFirst()
                .map(set -> "Split: " + joined(set.splits()) + ". Source: " + joined(set.sources()) + ". Licence: "
                        + joined(set.licences()) + ".")
                .orElse("All answers of all sets in one ranking.");
    }

    private static String joined(List<String> values) {
        return values.isEmpty() ? "not stated" : String.join(", ", values);
    }

    private void curves(SliceResult slice) {
        List<ScorerResult> drawn = new ArrayList<>();
        // detectors last, so that they lie on top
        slice.scorers().stream().filter(r -> tables.isBaseline(r.scorer())).forEach(drawn::add);
        slice.scorers().stream().filter(r -> !tables.isBaseline(r.scorer())).forEach(drawn::add);
        drawn.removeIf(result -> result.curves().isEmpty());
        if (drawn.isEmpty()) {
            return;
        }
        List<Curve> roc = new ArrayList<>();
        List<Curve> pr = new ArrayList<>();
        drawn.forEach(result -> result.curves().ifPresent(curves -> {
            roc.add(new Curve(curves.roc(), parts.style(result.scorer())));
            pr.add(new Curve(curves.precisionRecall(), parts.style(result.scorer())));
        }));
        double share = (double) slice.positives() / slice.rows();
        String name = slice.id().name();
        html.open("div", "class", "row");
        html.open("figure").leaf("figcaption", "ROC, " + name);
        CurvePlot.draw(
                html,
                parts.id(),
                "ROC curves, " + name,
                "false positive rate",
                "true positive rate",
                List.of(new CurvePoint(0, 0), new CurvePoint(1, 1)),
                roc);
        html.close();
        html.open("figure").leaf("figcaption", "Precision and recall, " + name);
        CurvePlot.draw(
                html,
                parts.id(),
                "Precision-recall curves, " + name,
                "recall",
                "precision",
                List.of(new CurvePoint(0, share), new CurvePoint(1, share)),
                pr);
        html.close();
        legend();
        html.close();
    }

    private void legend() {
        html.open("ul", "class", "legend");
        List<String> entries = new ArrayList<>(parts.detectors());
        entries.add("");
        for (String name : entries) {
            String style = name.isEmpty() ? "base" : parts.style(name);
            html.open("li");
            html.open("svg", "class", "swatch", "viewBox", "0 0 30 10", "aria-hidden", "true");
            html.shape("polyline", "class", "curve " + style, "points", "0,5 30,5");
            html.close();
            html.text(name.isEmpty() ? "trivial baselines" : name).close();
        }
        html.close();
    }

    private void reliability(SliceResult slice) {
        List<ScorerResult> calibrated = slice.scorers().stream()
                .filter(result -> result.calibration().isPresent() && !tables.isBaseline(result.scorer()))
                .toList();
        if (calibrated.isEmpty()) {
            return;
        }
        html.open("div", "class", "row");
        for (ScorerResult result : calibrated) {
            html.open("figure").leaf("figcaption", "Reliability of " + result.scorer());
            ReliabilityPlot.draw(
                    html,
                    parts.id(),
                    "Reliability of " + result.scorer() + ", " + slice.id().name(),
                    result.calibration().orElseThrow().bins(),
                    parts.style(result.scorer()));
            html.close();
        }
        html.close();
    }
}
