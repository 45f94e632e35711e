package io.plumbline.loadtests.stream;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.plumbline.evaluation.report.Html;
import io.plumbline.evaluation.report.SeriesPlot;
import io.plumbline.evaluation.report.SeriesPlot.Axis;
import io.plumbline.evaluation.report.SeriesPlot.Band;
import io.plumbline.evaluation.report.SeriesPlot.Point;
import io.plumbline.evaluation.report.SeriesPlot.Series;
import io.plumbline.evaluation.report.Table;
import io.plumbline.evaluation.report.TableHtml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.IntPredicate;
import org.HdrHistogram.Histogram;

/** A run as JSON and as one HTML page with plots. */
final class LoadReport {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int WINDOWS = 60;

    private final LoadRun.Result result;
    private final String detector;
    private final List<String> restarts;
    private final Ledger.Reckoning reckoning;
    private final double seconds;

    /**
     * A report of a run.
     *
     * @param detector what judged
     * @param restarts why the detector was started again
     */
    LoadReport(LoadRun.Result result, String detector, List<String> restarts) {
        this.result = result;
        this.detector = detector;
        this.restarts = List.copyOf(restarts);
        this.reckoning = result.ledger().reckon();
        this.seconds = result.samples().get(result.samples().size() - 1).seconds();
    }

    /** Writes {@code name.json} and {@code name.html}. */
    void write(Path directory, String name) throws IOException {
        Files.writeString(
                directory.resolve(name + ".json"),
                JSON.writerWithDefaultPrettyPrinter().writeValueAsString(json()) + "\n");
        Files.writeString(directory.resolve(name + ".html"), page());
    }

    /** Whether no event was lost and none came out in two ways. */
    boolean isClean() {
        return reckoning.lostCount() == 0 && reckoning.differing() == 0;
    }

    /** One row of Markdown, under {@link #HEADER}. */
    String row() {
        Histogram all = latencies();
        return String.format(
                Locale.ROOT,
                "| %s | %d | %d | %d | %d | %s | %d | %s |",
                result.plan().name(),
                reckoning.acknowledged(),
                reckoning.lostCount(),
                reckoning.twice(),
                reckoning.letters(),
                Latencies.PERCENTILES.stream()
                        .map(p -> String.format(Locale.ROOT, "%.0f", Latencies.ms(all, p)))
                        .reduce((a, b) -> a + " | " + b)
                        .orElseThrow(),
                mostOpen(),
                result.loadBefore());
    }

    static final String HEADER =
            "| scenario | events | lost | twice | dead letters | p50 ms | p90 | p99 | p99.9 | most | most open | load average |\n"
                    + "|---|---|---|---|---|---|---|---|---|---|---|---|";

    /** A line for each fault. */
    List<String> recoveries() {
        return result.recoveries().stream()
                .map(recovery -> recovery.fault() + ": answers again after " + one(recovery.firstAnswer())
                        + " s, caught up after " + one(recovery.caughtUp()) + " s, most open " + recovery.mostOpen())
                .toList();
    }

    private int mostOpen() {
        return result.samples().stream().mapToInt(Samples.Sample::open).max().orElse(0);
    }

    private Histogram latencies() {
        return of(i -> true);
    }

    /** Of the events that are chosen, without those of the time to get warm. */
    private Histogram of(IntPredicate chosen) {
        long from = result.start() + result.plan().warmUp().toNanos();
        return Latencies.of(result.ledger(), i -> result.ledger().due(i) >= from && chosen.test(i));
    }

    private ObjectNode json() {
        ObjectNode json = JSON.createObjectNode()
                .put("scenario", result.plan().name())
                .put("detector", detector)
                .put("arrivals", result.plan().arrivals().describe())
                .put("traffic", result.plan().traffic().describe())
                .put("machine", result.machine())
                .put("loadAverageBefore", result.loadBefore())
                .put("loadAverageAfter", result.loadAfter())
                .put("warmUpSeconds", result.plan().warmUp().toSeconds())
                .put("seconds", three(seconds))
                .put("latestSentAfterDueMs", three(result.latestMs()));
        json.set("ledger", JSON.valueToTree(reckoning));
        ObjectNode latency = json.putObject("latencyMs");
        groups().forEach(group -> {
            ObjectNode own = latency.putObject(group.name())
                    .put("events", group.histogram().getTotalCount());
            Latencies.PERCENTILES.forEach(p -> own.put("p" + p, Latencies.ms(group.histogram(), p)));
        });
        json.putPOJO("restarts", restarts);
        var faults = json.putArray("faults");
        for (Recovery recovery : result.recoveries()) {
            ObjectNode own = faults.addObject()
                    .put("fault", recovery.fault())
                    .put("beganAtSeconds", three(recovery.began()))
                    .put("endedAtSeconds", three(recovery.ended()))
                    .put("mostOpen", recovery.mostOpen());
            recovery.firstAnswer().ifPresent(value -> own.put("firstAnswerAfterSeconds", three(value)));
            recovery.caughtUp().ifPresent(value -> own.put("caughtUpAfterSeconds", three(value)));
        }
        var over = json.putArray("windows");
        windows().forEach(window -> over.addObject()
                .put("seconds", three(window.seconds()))
                .put("p50Ms", window.p50Ms())
                .put("p99Ms", window.p99Ms())
                .put("events", window.events()));
        return json;
    }

    private record Group(String name, Histogram histogram) {}

    /** All; what was in order and what was not; the largest tenant and the others. */
    private List<Group> groups() {
        Ledger ledger = result.ledger();
        Traffic traffic = result.plan().traffic();
        List<Group> groups = new ArrayList<>();
        groups.add(new Group("all", latencies()));
        if (traffic.poison() + traffic.oversized() > 0) {
            groups.add(new Group("in order", of(i -> ledger.kind(i) == TrafficKind.NORMAL)));
            groups.add(new Group("not in order", of(i -> ledger.kind(i) != TrafficKind.NORMAL)));
        }
        if (traffic.tenants() > 1) {
            groups.add(new Group("largest tenant", of(i -> traffic.tenant(i) == 0)));
            groups.add(new Group("other tenants", of(i -> traffic.tenant(i) != 0)));
        }
        return groups;
    }

    private List<Latencies.Window> windows() {
        return Latencies.windows(
                result.ledger(), result.start(), result.plan().length().toMillis() / 1000.0, WINDOWS);
    }

    private String page() {
        Html html = new Html();
        html.openPage("Load: " + result.plan().name(), "figures");
        html.open("header").leaf("h1", "Load: " + result.plan().name());
        html.leaf("p", lead(), "class", "lead");
        html.leaf(
                "p",
                result.plan().arrivals().describe() + "; "
                        + result.plan().traffic().describe() + "; " + detector + ". "
                        + result.machine() + "; load average " + result.loadBefore() + " before, "
                        + result.loadAfter() + " after.",
                "class",
                "fine");
        restarts.forEach(why -> html.leaf("p", "The detector was started again: " + why + ".", "class", "fine"));
        html.close().open("main", "id", "figures");
        tables(html);
        plots(html);
        html.close().close().close();
        return html.finish();
    }

    private String lead() {
        return reckoning.acknowledged() + " events taken, " + reckoning.refused() + " refused by the brokers, "
                + reckoning.lostCount() + " lost, " + reckoning.twice()
                + " results that came twice, " + reckoning.differing() + " of them different, " + reckoning.letters()
                + " dead letters.";
    }

    private void tables(Html html) {
        List<Table.Row> rows = new ArrayList<>();
        for (Group group : groups()) {
            List<String> cells = new ArrayList<>(
                    List.of(group.name(), Long.toString(group.histogram().getTotalCount())));
            Latencies.PERCENTILES.forEach(
                    p -> cells.add(String.format(Locale.ROOT, "%.1f", Latencies.ms(group.histogram(), p))));
            rows.add(new Table.Row(false, cells));
        }
        TableHtml.draw(
                html,
                new Table(
                        "Milliseconds from when an event was due until its answer could be read, after the first "
                                + result.plan().warmUp().toSeconds() + " s",
                        List.of("events", "n", "p50", "p90", "p99", "p99.9", "most"),
                        rows));
        if (!result.recoveries().isEmpty()) {
            TableHtml.draw(
                    html,
                    new Table(
                            "Faults: seconds; after its end until an event was answered, and until as few were open as before",
                            List.of("fault", "from", "to", "answers again", "caught up", "most open"),
                            result.recoveries().stream()
                                    .map(LoadReport::recovery)
                                    .toList()));
        }
    }

    private static Table.Row recovery(Recovery recovery) {
        return new Table.Row(
                false,
                List.of(
                        recovery.fault(),
                        one(recovery.began()),
                        one(recovery.ended()),
                        one(recovery.firstAnswer()),
                        one(recovery.caughtUp()),
                        Integer.toString(recovery.mostOpen())));
    }

    private static String one(OptionalDouble value) {
        return value.isPresent() ? one(value.getAsDouble()) : "not in this run";
    }

    private static String one(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }

    private static double three(double value) {
        return Math.rint(value * 1000) / 1000;
    }

    private void plots(Html html) {
        List<Band> bands = result.recoveries().stream()
                .map(recovery -> new Band(recovery.began(), recovery.ended()))
                .toList();
        String x = "seconds since the start";
        List<Latencies.Window> windows = windows();
        SeriesPlot.draw(
                html,
                "latency",
                "Latency by when the event was due: median (blue), 99th percentile (orange)",
                x,
                seconds,
                new Axis("ms", true),
                List.of(
                        new Series(
                                windows.stream()
                                        .map(w -> new Point(w.seconds(), w.p50Ms()))
                                        .toList(),
                                "c0"),
                        new Series(
                                windows.stream()
                                        .map(w -> new Point(w.seconds(), w.p99Ms()))
                                        .toList(),
                                "c1")),
                bands);
        SeriesPlot.draw(
                html,
                "lag",
                "Events without an answer (blue); records not committed by the group (orange)",
                x,
                seconds,
                new Axis("events", false),
                List.of(
                        new Series(
                                result.samples().stream()
                                        .map(s -> new Point(s.seconds(), s.open()))
                                        .toList(),
                                "c0"),
                        new Series(
                                result.samples().stream()
                                        .filter(s -> s.lag().isPresent())
                                        .map(s -> new Point(s.seconds(), s.lag().getAsLong()))
                                        .toList(),
                                "c1")),
                bands);
        SeriesPlot.draw(
                html,
                "rate",
                "Events in (blue) and answers out (orange)",
                x,
                seconds,
                new Axis("events/s", false),
                List.of(new Series(rates(true), "c0"), new Series(rates(false), "c1")),
                bands);
    }

    /** Over a second each. */
    private List<Point> rates(boolean in) {
        List<Point> points = new ArrayList<>();
        int step = (int) (1000 / Samples.INTERVAL_MS);
        List<Samples.Sample> samples = result.samples();
        for (int i = step; i < samples.size(); i += step) {
            Samples.Sample from = samples.get(i - step);
            Samples.Sample to = samples.get(i);
            int count = in ? to.acknowledged() - from.acknowledged() : to.answered() - from.answered();
            points.add(new Point(to.seconds(), count / (to.seconds() - from.seconds())));
        }
        return points;
    }
}
