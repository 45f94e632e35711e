package io.plumbline.cli;

import io.plumbline.evaluation.report.Html;
import io.plumbline.stages.replay.ReplayReport;
import io.plumbline.stages.replay.ReplayReport.Comparison;
import io.plumbline.stages.replay.ReplayReport.Counts;
import io.plumbline.stages.replay.ReplayRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A replay's report as one HTML file: no script, no request to anywhere. */
final class ReplayPage {
    private static final Map<ReplayRow.Match, String> MATCHES = Map.of(
            ReplayRow.Match.EQUAL, "byte for byte as recorded",
            ReplayRow.Match.DIFFERENT, "recorded under the same id with other bytes",
            ReplayRow.Match.LEFT_OUT, "left out by a rule when it came",
            ReplayRow.Match.OTHER_PROFILE, "recorded by another profile only",
            ReplayRow.Match.NOT_RECORDED, "not recorded",
            ReplayRow.Match.NO_VERDICT, "no event, or an id used before: never has a verdict");

    private final ReplayReport report;
    private final Html html = new Html();

    private ReplayPage(ReplayReport report) {
        this.report = report;
    }

    static String write(ReplayReport report) {
        return new ReplayPage(report).page();
    }

    private String page() {
        html.openPage("Replay " + report.job(), "recorded");
        header();
        html.open("main");
        recorded();
        outcomes();
        for (int i = 0; i < report.comparisons().size(); i++) {
            comparison(report.comparisons().get(i), "pair" + i);
        }
        html.close().close().close();
        return html.finish();
    }

    private void header() {
        html.open("header").leaf("h1", "Replay of " + report.events() + " events");
        html.leaf("p", verdict(), "class", "lead");
        html.leaf("p", report.log() + "; job " + report.job(), "class", "fine");
        html.open("nav", "aria-label", "Contents").open("ul");
        link("recorded", "Against the record");
        link("outcomes", "Outcomes");
        for (int i = 0; i < report.comparisons().size(); i++) {
            link("pair" + i, title(report.comparisons().get(i)));
        }
        html.close().close().close();
    }

    private void link(String id, String text) {
        html.open("li").leaf("a", text, "href", "#" + id).close();
    }

    private String verdict() {
        if (report.provesEquality()) {
            return "Every verdict is byte for byte the recorded one.";
        }
        long different = count(ReplayRow.Match.DIFFERENT);
        if (different > 0) {
            return different + " verdicts have the recorded id and other bytes: another environment, or a defect.";
        }
        if (report.comparisons().isEmpty()) {
            return counts();
        }
        Comparison last = report.comparisons().get(report.comparisons().size() - 1);
        return title(last) + ": " + flips(last.total());
    }

    /** Who asked for no second profile wants to know how far the record reaches. */
    private String counts() {
        long equal = count(ReplayRow.Match.EQUAL);
        long leftOut = count(ReplayRow.Match.LEFT_OUT);
        long other = count(ReplayRow.Match.OTHER_PROFILE);
        if (equal + leftOut + other == 0) {
            return "Nothing recorded to compare with.";
        }
        long judged = report.events() - count(ReplayRow.Match.NO_VERDICT);
        return equal + " of " + judged + " judged events have an equal verdict recorded; "
                + count(ReplayRow.Match.NOT_RECORDED) + " have none recorded, " + other
                + " have one of another profile only, " + leftOut + " were left out by a rule when they came.";
    }

    private long count(ReplayRow.Match match) {
        return report.matches().getOrDefault(match, 0L);
    }

    private static String flips(Counts counts) {
        return (counts.toFlagged() + counts.toSupported()) + " of " + counts.scored() + " answers change their label";
    }

    private void recorded() {
        html.open("section", "id", "recorded").leaf("h2", "Against the record");
        table(
                "Verdicts of " + report.profiles().get(0).name() + " and what was recorded",
                List.of("", "events"),
                report.matches().entrySet().stream()
                        .map(match -> List.of(
                                MATCHES.getOrDefault(
                                        match.getKey(), match.getKey().name()),
                                Long.toString(match.getValue())))
                        .toList());
        if (!report.differing().isEmpty()) {
            html.open("details").leaf("summary", "Places of those with other bytes, the first " + ReplayReport.LISTED);
            html.open("ul");
            report.differing()
                    .forEach(place -> html.open("li").leaf("code", place).close());
            html.close().close();
        }
        html.close();
    }

    private void outcomes() {
        html.open("section", "id", "outcomes").leaf("h2", "Outcomes");
        for (int i = 0; i < report.profiles().size(); i++) {
            table(
                    report.profiles().get(i).name() + ", id "
                            + report.profiles().get(i).id(),
                    List.of("", "events"),
                    report.outcomes().get(i).entrySet().stream()
                            .map(outcome -> List.of(outcome.getKey(), Long.toString(outcome.getValue())))
                            .toList());
        }
        html.close();
    }

    private static String title(Comparison pair) {
        return pair.first() + " → " + pair.second();
    }

    private void comparison(Comparison pair, String id) {
        html.open("section", "id", id).leaf("h2", title(pair));
        html.leaf("p", flips(pair.total()) + " of those that both scored. " + difference(pair), "class", "lead");
        html.leaf(
                "p",
                "Interval: 95 % percentile bootstrap over documents (answers to the same passages stay together), both shares"
                        + " on the same " + pair.resamples()
                        + " resamples. Whether the labels are right it cannot say.",
                "class",
                "fine");
        table(
                "By source",
                List.of(
                        "source",
                        "scored",
                        pair.first() + " flags",
                        pair.second() + " flags",
                        "newly flagged",
                        "no longer"),
                rows(pair));
        if (!pair.flips().isEmpty()) {
            html.open("details", "open", "").leaf("summary", "Flipped verdicts, the first " + ReplayReport.LISTED);
            table(
                    "In the order of the log",
                    List.of("event", "source", "place", pair.first(), pair.second(), "now"),
                    pair.flips().stream()
                            .map(flip -> List.of(
                                    flip.event(),
                                    flip.source(),
                                    flip.place(),
                                    three(flip.firstProbability()),
                                    three(flip.secondProbability()),
                                    flip.flagged() ? "flagged" : "not flagged"))
                            .toList());
            html.close();
        }
        html.close();
    }

    private static List<List<String>> rows(Comparison pair) {
        List<List<String>> rows = new ArrayList<>();
        pair.sources().forEach((source, counts) -> rows.add(row(source, counts)));
        rows.add(row("all", pair.total()));
        return rows;
    }

    private static List<String> row(String name, Counts counts) {
        return List.of(
                name,
                Long.toString(counts.scored()),
                share(counts.firstFlagged(), counts.scored()),
                share(counts.secondFlagged(), counts.scored()),
                Long.toString(counts.toFlagged()),
                Long.toString(counts.toSupported()));
    }

    private static String difference(Comparison pair) {
        return pair.difference()
                .map(found -> "Flagged share "
                        + share(pair.total().firstFlagged(), pair.total().scored()) + " and "
                        + share(pair.total().secondFlagged(), pair.total().scored()) + ", difference "
                        + three(found.difference()) + " ["
                        + three(found.interval().low()) + ", "
                        + three(found.interval().high()) + "].")
                .orElse("Too few documents for an interval.");
    }

    private static String share(long part, long all) {
        return String.format(Locale.ROOT, "%d (%.1f %%)", part, 100.0 * part / all);
    }

    private static String three(double value) {
        return String.format(Locale.ROOT, "%.3f", value);
    }

    private void table(String caption, List<String> header, List<List<String>> rows) {
        html.open("div", "class", "scroll", "tabindex", "0", "role", "region", "aria-label", caption);
        html.open("table").leaf("caption", caption).open("thead").open("tr");
        header.forEach(title -> html.leaf("th", title, "scope", "col"));
        html.close().close().open("tbody");
        for (List<String> row : rows) {
            html.open("tr").leaf("th", row.get(0), "scope", "row");
            row.stream().skip(1).forEach(cell -> html.leaf("td", cell));
            html.close();
        }
        html.close().close().close();
    }
}
