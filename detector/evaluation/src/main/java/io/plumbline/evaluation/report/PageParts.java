package io.plumbline.evaluation.report;

import io.plumbline.evaluation.metric.Estimate;
import io.plumbline.evaluation.metric.EvaluationReport;
import io.plumbline.evaluation.scorer.ScorerCard;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** What the sections of a page share: the document being written, colours, tables and the plot of estimates. */
final class PageParts {
    private static final int COLOURS = 8;

    private final EvaluationReport report;
    private final ReportTables tables;
    private final List<String> detectors;
    private final Html html = new Html();
    private int pictures;

    PageParts(EvaluationReport report) {
        this.report = report;
        this.tables = new ReportTables(report);
        this.detectors = report.scorers().stream()
                .map(ScorerCard::name)
                .filter(name -> !tables.isBaseline(name))
                .toList();
    }

    Html html() {
        return html;
    }

    ReportTables tables() {
        return tables;
    }

    /** Names of the detectors, in the plan's order. */
    List<String> detectors() {
        return detectors;
    }

    /** A figure with one estimate for each scorer. */
    void forest(String title, Function<String, Optional<Estimate>> estimate) {
        List<ForestPlot.Line> lines = tables.inOrder(report.scorers(), ScorerCard::name).stream()
                .map(card -> new ForestPlot.Line(
                        card.name(), estimate.apply(card.name()), tables.isBaseline(card.name()), style(card.name())))
                .toList();
        html.open("figure").leaf("figcaption", title);
        ForestPlot.draw(html, id(), title, lines);
        html.open("p", "class", "key");
        html.leaf("span", "\u25cf detector");
        html.leaf("span", "\u25a1 trivial baseline");
        html.leaf("span", "dashed: chance", "class", "key-chance");
        html.leaf("span", "dotted: best baseline", "class", "key-best");
        html.close().close();
    }

    /** A fresh id for a picture. */
    String id() {
        return "pic" + ++pictures;
    }

    /** Colour by place among the detectors, dashes when the colours are used up; one class for all baselines. */
    String style(String scorer) {
        int place = detectors.indexOf(scorer);
        return place < 0 ? "base" : "c" + place % COLOURS + (place >= COLOURS ? " again" : "");
    }

    /** A table that scrolls by itself where it is wider than the page. */
    void table(Table table) {
        TableHtml.draw(html, table);
    }
}
