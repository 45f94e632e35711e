package io.plumbline.evaluation.report;

import io.plumbline.evaluation.metric.EvaluationReport;
import io.plumbline.evaluation.metric.MacroResult;
import io.plumbline.evaluation.metric.Metric;
import io.plumbline.evaluation.metric.SetFacts;
import io.plumbline.evaluation.metric.SliceKind;
import io.plumbline.evaluation.metric.SliceResult;
import io.plumbline.evaluation.metric.WrongAnswer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** A report as one HTML file: style and pictures inside, no script, no request to anywhere; light and dark. */
public final class HtmlReport {
    private final EvaluationReport report;
    private final PageParts parts;
    private final ReportTables tables;
    private final Html html;

    private HtmlReport(EvaluationReport report) {
        this.report = report;
        this.parts = new PageParts(report);
        this.tables = parts.tables();
        this.html = parts.html();
    }

    /** The page. */
    public static String write(EvaluationReport report) {
        return new HtmlReport(report).page();
    }

    private String page() {
        html.openPage(report.title(), "figures");
        header();
        html.open("main", "id", "figures");
        overview();
        SliceSections sections = new SliceSections(report, parts);
        sections.write("Data sets, one by one", SliceKind.SET);
        sections.write("All sets pooled", SliceKind.POOLED);
        differences();
        worst();
        data();
        method();
        html.close().close().close();
        return html.finish();
    }

    private void header() {
        int answers = report.sets().stream().mapToInt(SetFacts::rows).sum();
        int positives = report.sets().stream().mapToInt(SetFacts::positives).sum();
        html.open("header");
        html.leaf("h1", report.title());
        html.leaf(
                "p",
                answers + " answers, " + positives + " of them hallucinated, in "
                        + report.sets().size()
                        + (report.sets().size() == 1 ? " data set; " : " data sets; ")
                        + parts.detectors().size()
                        + (parts.detectors().size() == 1 ? " detector" : " detectors") + " beside "
                        + (report.scorers().size() - parts.detectors().size()) + " trivial baselines.",
                "class",
                "lead");
        html.leaf(
                "p",
                "Intervals: " + EvaluationReport.INTERVAL_METHOD + "; "
                        + report.settings().resamples() + " resamples, seed "
                        + report.settings().seed() + ".",
                "class",
                "fine");
        html.open("nav", "aria-label", "Contents").open("ul");
        link("#overview", "Overview");
        report.slices(SliceKind.SET)
                .forEach(slice ->
                        link("#" + SliceSections.anchor(slice), slice.id().name()));
        report.slices(SliceKind.POOLED).forEach(slice -> link("#" + SliceSections.anchor(slice), "Pooled"));
        link("#differences", "Differences");
        link("#worst", "Worst errors");
        link("#data", "Data and scorers");
        link("#method", "How it is measured");
        html.close().close().close();
    }

    private void link(String target, String text) {
        html.open("li").leaf("a", text, "href", target).close();
    }

    private void overview() {
        html.open("section", "id", "overview").leaf("h2", "Overview");
        if (!report.notes().isEmpty()) {
            html.open("aside", "class", "notes").leaf("h3", "Read this first").open("ul");
            report.notes().forEach(note -> html.leaf("li", note));
            html.close().close();
        }
        Optional<MacroResult> macro = report.macros().stream().findFirst();
        List<SliceResult> sets = report.slices(SliceKind.SET);
        String title = macro.map(m -> "AUROC, " + m.id().name())
                .orElse("AUROC, " + sets.get(0).id().name());
        parts.forest(
                title,
                name -> macro.isPresent()
                        ? ReportTables.macro(macro.get(), name, Metric.AUROC)
                        : sets.get(0).of(name).auroc());
        parts.table(tables.overview(SliceKind.SET));
        report.macros().forEach(mean -> parts.table(tables.macro(mean)));
        for (SliceKind kind : List.of(SliceKind.TASK, SliceKind.GENERATOR)) {
            if (!report.slices(kind).isEmpty()) {
                parts.table(tables.overview(kind));
            }
        }
        html.close();
    }

    private void differences() {
        html.open("section", "id", "differences").leaf("h2", "Paired differences");
        html.leaf(
                "p",
                "Each detector minus each baseline and the detectors after it, on the answers that both scored and over the"
                        + " same resamples.",
                "class",
                "fine");
        List<String> places = new ArrayList<>();
        report.macros().forEach(macro -> places.add(macro.id().name()));
        report.slices(SliceKind.POOLED).forEach(slice -> places.add(slice.id().name()));
        report.slices(SliceKind.SET).forEach(slice -> places.add(slice.id().name()));
        for (String place : places) {
            List<Table> found = parts.detectors().stream()
                    .flatMap(detector -> tables.differences(detector, place).stream())
                    .toList();
            if (!found.isEmpty()) {
                boolean first = place.equals(places.get(0));
                html.open("details", first ? new String[] {"open", ""} : new String[0]);
                html.leaf("summary", place);
                found.forEach(parts::table);
                html.close();
            }
        }
        html.close();
    }

    private void worst() {
        html.open("section", "id", "worst").leaf("h2", "Worst errors");
        Map<String, List<WrongAnswer>> byScorer = report.worst().stream()
                .collect(Collectors.groupingBy(WrongAnswer::scorer, LinkedHashMap::new, Collectors.toList()));
        if (byScorer.isEmpty()) {
            html.leaf("p", "No detector was evaluated.", "class", "fine");
        }
        byScorer.forEach((scorer, answers) -> {
            html.open("details").leaf("summary", scorer);
            html.open("ol", "class", "errors");
            answers.forEach(this::wrong);
            html.close().close();
        });
        html.close();
    }

    private void wrong(WrongAnswer answer) {
        html.open("li");
        html.leaf("strong", answer.hallucinated() ? "Missed" : "False alarm");
        html.text(" \u2013 score " + Numbers.three(answer.score()));
        answer.probability().ifPresent(p -> html.text(", probability " + Numbers.three(p)));
        html.text(" \u2013 " + answer.set() + ", ").leaf("code", answer.id());
        html.text(joinedPresent(answer.task(), answer.generator()));
        answer.excerpt().ifPresent(excerpt -> {
            html.open("dl");
            if (!excerpt.question().isEmpty()) {
                html.leaf("dt", "Question").leaf("dd", excerpt.question());
            }
            html.leaf("dt", "Context").leaf("dd", excerpt.context());
            html.leaf("dt", "Answer").leaf("dd", excerpt.response());
            html.close();
        });
        html.close();
    }

    private static String joinedPresent(String task, String generator) {
        return (task.isEmpty() ? "" : ", " + task) + (generator.isEmpty() ? "" : ", by " + generator);
    }

    private void data() {
        html.open("section", "id", "data").leaf("h2", "Data and scorers");
        parts.table(tables.sets());
        parts.table(tables.scorers());
        html.open("details").leaf("summary", "Profile ids in full").open("ul");
        report.scorers().forEach(card -> card.profileId().ifPresent(id -> html.open("li")
                .text(card.name() + ": ")
                .leaf("code", id)
                .close()));
        html.close().close();
        List<String> problems = report.sets().stream()
                .flatMap(set -> set.firstProblems().stream())
                .toList();
        if (!problems.isEmpty()) {
            int all = report.sets().stream()
                    .flatMap(set -> set.refused().values().stream())
                    .mapToInt(Integer::intValue)
                    .sum();
            html.open("details", "open", "");
            html.leaf("summary", "Refused rows: the first " + problems.size() + " of " + all);
            html.open("ul");
            problems.forEach(problem -> html.open("li").leaf("code", problem).close());
            html.close().close();
        }
        html.close();
    }

    private void method() {
        html.open("section", "id", "method").leaf("h2", "How it is measured").open("dl", "class", "method");
        MethodText.entries(report.settings())
                .forEach((term, text) -> html.leaf("dt", term).leaf("dd", text));
        html.close().close();
    }
}
