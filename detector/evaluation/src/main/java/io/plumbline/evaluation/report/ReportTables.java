package io.plumbline.evaluation.report;

import io.plumbline.evaluation.metric.AlertResult;
import io.plumbline.evaluation.metric.Comparison;
import io.plumbline.evaluation.metric.DecisionResult;
import io.plumbline.evaluation.metric.DecisionResult.BaseRateResult;
import io.plumbline.evaluation.metric.Estimate;
import io.plumbline.evaluation.metric.EvaluationReport;
import io.plumbline.evaluation.metric.MacroResult;
import io.plumbline.evaluation.metric.Metric;
import io.plumbline.evaluation.metric.ScorerResult;
import io.plumbline.evaluation.metric.SetFacts;
import io.plumbline.evaluation.metric.SliceKind;
import io.plumbline.evaluation.metric.SliceResult;
import io.plumbline.evaluation.metric.SpanResult;
import io.plumbline.evaluation.metric.TokenResult;
import io.plumbline.evaluation.report.Table.Row;
import io.plumbline.evaluation.scorer.ScorerCard;
import io.plumbline.evaluation.scorer.Threshold;
import io.plumbline.statistics.Confusion;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The tables of a report, each scorer a row, trivial baselines below the detectors. */
public final class ReportTables {
    private static final int SHORT_HASH = 12;
    private static final String NOT_AVAILABLE = "not available";

    private final EvaluationReport report;
    private final Set<String> baselines;

    public ReportTables(EvaluationReport report) {
        this.report = report;
        this.baselines = report.scorers().stream()
                .filter(card -> card.kind() == ScorerCard.Kind.BASELINE)
                .map(ScorerCard::name)
                .collect(Collectors.toSet());
    }

    boolean isBaseline(String scorer) {
        return baselines.contains(scorer);
    }

    /** Data sets: split, rows, positives, documents, hashes. */
    public Table sets() {
        List<Row> rows = new ArrayList<>();
        for (SetFacts set : report.sets()) {
            rows.add(new Row(
                    false,
                    List.of(
                            set.set(),
                            list(set.splits()),
                            list(set.tasks()),
                            Integer.toString(set.rows()),
                            set.positives() + share(set.positives(), set.rows()),
                            Integer.toString(set.documents()),
                            Integer.toString(set.spanRows()),
                            Integer.toString(set.unlabelled()),
                            Integer.toString(set.excluded()),
                            refused(set),
                            list(set.licences()),
                            set.files().stream()
                                    .map(file -> file.name() + " " + shortened(file.sha256()))
                                    .collect(Collectors.joining(", ")))));
        }
        return new Table(
                "Data sets",
                List.of(
                        "set",
                        "split",
                        "task",
                        "n",
                        "hallucinated",
                        "documents",
                        "with spans",
                        "no label",
                        "left out",
                        "refused",
                        "licence",
                        "files, SHA-256"),
                rows);
    }

    private static String refused(SetFacts set) {
        return set.refused().isEmpty()
                ? "0"
                : set.refused().entrySet().stream()
                        .map(count -> count.getValue() + " " + count.getKey())
                        .collect(Collectors.joining(", "));
    }

    private static String list(List<String> values) {
        return values.isEmpty() ? Numbers.NONE : String.join(", ", values);
    }

    private static String share(int part, int whole) {
        return whole == 0 ? "" : " (" + Numbers.percent(Math.round(1000.0 * part / whole) / 1000.0) + ")";
    }

    private static String shortened(String hash) {
        return hash.substring(0, Math.min(SHORT_HASH, hash.length()));
    }

    /** Scorers: kind, profile, threshold. */
    public Table scorers() {
        List<Row> rows = new ArrayList<>();
        for (ScorerCard card : inOrder(report.scorers(), ScorerCard::name)) {
            rows.add(new Row(
                    isBaseline(card.name()),
                    List.of(
                            card.name(),
                            isBaseline(card.name()) ? "trivial baseline" : "detector",
                            card.profileId().map(ReportTables::shortened).orElse(Numbers.NONE),
                            card.threshold().map(ReportTables::threshold).orElse(Numbers.NONE),
                            card.description())));
        }
        return new Table("Scorers", List.of("scorer", "kind", "profile", "frozen threshold", "what it is"), rows);
    }

    private static String threshold(Threshold threshold) {
        return threshold.scale().name().toLowerCase(Locale.ROOT) + " \u2265 " + Numbers.three(threshold.value());
    }

    /** Detectors first; the order among equals stays. */
    <T> List<T> inOrder(List<T> items, Function<T, String> name) {
        List<T> ordered = new ArrayList<>(
                items.stream().filter(item -> !isBaseline(name.apply(item))).toList());
        items.stream().filter(item -> isBaseline(name.apply(item))).forEach(ordered::add);
        return ordered;
    }

    /** Answers of one slice: ranking, decisions, calibration, alert budgets. */
    public Table answers(SliceResult slice) {
        List<String> header = new ArrayList<>(List.of(
                "scorer", "scored", "AUROC", "PR-AUC", "F1", "precision", "recall", "bal. acc.", "Brier", "ECE"));
        report.settings().alertBudgets().forEach(budget -> header.add("precision at " + Numbers.percent(budget)));
        List<Row> rows = new ArrayList<>();
        for (ScorerResult result : inOrder(slice.scorers(), ScorerResult::scorer)) {
            List<String> cells = new ArrayList<>(List.of(result.scorer(), coverage(result)));
            cells.add(Numbers.estimate(result.auroc()));
            cells.add(Numbers.estimate(result.prAuc()));
            cells.add(Numbers.estimate(result.decision().flatMap(DecisionResult::f1)));
            cells.add(Numbers.estimate(result.decision().flatMap(DecisionResult::precision)));
            cells.add(Numbers.estimate(result.decision().flatMap(DecisionResult::recall)));
            cells.add(Numbers.estimate(result.decision().flatMap(DecisionResult::balancedAccuracy)));
            cells.add(result.calibration().map(c -> Numbers.estimate(c.brier())).orElse(Numbers.NONE));
            cells.add(result.calibration().map(c -> Numbers.estimate(c.ece())).orElse(Numbers.NONE));
            for (int b = 0; b < report.settings().alertBudgets().size(); b++) {
                cells.add(b < result.alerts().size() ? alert(result.alerts().get(b)) : Numbers.NONE);
            }
            rows.add(new Row(isBaseline(result.scorer()), cells));
        }
        return new Table(facts(slice), header, rows);
    }

    private static String coverage(ScorerResult result) {
        if (result.coverage().notAvailable().isPresent()) {
            return NOT_AVAILABLE;
        }
        return result.coverage().complete()
                ? "all"
                : result.coverage().scored() + " of " + result.coverage().rows();
    }

    private static String alert(AlertResult alert) {
        return alert.precision().isPresent()
                ? Numbers.estimate(alert.precision())
                : "no claim [n = " + alert.alerts() + "]";
    }

    /** {@code q2_wow/test: 600 answers, 300 hallucinated (50 %), 510 documents}. */
    static String facts(SliceResult slice) {
        String all = slice.id().name() + ": " + slice.rows() + " answers, " + slice.positives() + " hallucinated"
                + share(slice.positives(), slice.rows()) + ", " + slice.documents() + " documents";
        return slice.positives() == 0
                ? all
                : all + "; flagging everything gives F1 "
                        + Numbers.three(Confusion.f1OfFlaggingAll((double) slice.positives() / slice.rows()));
    }

    /** Spans and tokens of one slice; empty if no scorer marks any or none is labelled. */
    public Optional<Table> spans(SliceResult slice) {
        List<Row> rows = new ArrayList<>();
        for (ScorerResult result : inOrder(slice.scorers(), ScorerResult::scorer)) {
            if (result.spans().isPresent() || result.tokens().isPresent()) {
                rows.add(new Row(
                        isBaseline(result.scorer()),
                        List.of(
                                result.scorer(),
                                Numbers.estimate(result.spans().flatMap(SpanResult::precision)),
                                Numbers.estimate(result.spans().flatMap(SpanResult::recall)),
                                Numbers.estimate(result.spans().flatMap(SpanResult::f1)),
                                Numbers.estimate(result.tokens().map(TokenResult::auroc)),
                                Numbers.estimate(result.tokens().map(TokenResult::prAuc)),
                                rate(result.tokens()),
                                Numbers.estimate(result.singleEditTokens().map(TokenResult::prAuc)),
                                rate(result.singleEditTokens()))));
            }
        }
        return rows.isEmpty()
                ? Optional.empty()
                : Optional.of(new Table(
                        slice.id().name() + ": characters under marks and tokens",
                        List.of(
                                "scorer",
                                "span precision",
                                "span recall",
                                "span F1",
                                "token AUROC",
                                "token PR-AUC",
                                "positive tokens",
                                "single-edit token PR-AUC",
                                "positive tokens (single edit)"),
                        rows));
    }

    private static String rate(Optional<TokenResult> tokens) {
        return tokens.map(t -> Numbers.three(t.positiveRate()) + " of " + t.tokens())
                .orElse(Numbers.NONE);
    }

    /** Precision of the frozen thresholds where other shares of the traffic are hallucinated; empty without thresholds. */
    public Optional<Table> baseRates(SliceResult slice) {
        List<Row> rows = new ArrayList<>();
        for (ScorerResult result : inOrder(slice.scorers(), ScorerResult::scorer)) {
            result.decision().ifPresent(decision -> {
                Confusion c = decision.confusion();
                List<String> cells = new ArrayList<>();
                cells.add(result.scorer());
                cells.add(c.truePositives() + " / " + c.falsePositives() + " / " + c.falseNegatives() + " / "
                        + c.trueNegatives());
                for (BaseRateResult rate : decision.baseRates()) {
                    cells.add(rate.precision().isPresent() ? Numbers.estimate(rate.precision()) : "no claim");
                }
                rows.add(new Row(isBaseline(result.scorer()), cells));
            });
        }
        List<String> header = new ArrayList<>(List.of("scorer", "tp / fp / fn / tn"));
        report.settings().baseRates().forEach(rate -> header.add("precision if " + Numbers.percent(rate)));
        return rows.isEmpty()
                ? Optional.empty()
                : Optional.of(new Table(
                        slice.id().name() + ": precision if this share of the traffic is hallucinated", header, rows));
    }

    /** AUROC of every scorer on every slice of a kind: one column for each slice. */
    public Table overview(SliceKind kind) {
        List<SliceResult> slices = report.slices(kind);
        List<String> header = new ArrayList<>(List.of("scorer"));
        slices.forEach(slice -> header.add(slice.id().name()));
        List<MacroResult> macros = macros(kind);
        macros.forEach(macro -> header.add(macro.id().name()));
        List<Row> rows = new ArrayList<>();
        for (ScorerCard card : inOrder(report.scorers(), ScorerCard::name)) {
            List<String> cells = new ArrayList<>(List.of(card.name()));
            slices.forEach(slice -> cells.add(auroc(slice.of(card.name()))));
            macros.forEach(macro -> cells.add(Numbers.estimate(macro(macro, card.name(), Metric.AUROC))));
            rows.add(new Row(isBaseline(card.name()), cells));
        }
        return new Table("AUROC by " + kind.name().toLowerCase(Locale.ROOT), header, rows);
    }

    /** AUROC, or why there is none. */
    private static String auroc(ScorerResult result) {
        return result.coverage().notAvailable().isPresent() ? NOT_AVAILABLE : Numbers.estimate(result.auroc());
    }

    private List<MacroResult> macros(SliceKind kind) {
        String name = kind == SliceKind.SET ? "mean over sets" : kind == SliceKind.TASK ? "mean over tasks" : "";
        return report.macros().stream()
                .filter(macro -> macro.id().name().equals(name))
                .toList();
    }

    /** One mean of one scorer. */
    static Optional<Estimate> macro(MacroResult macro, String scorer, Metric metric) {
        return macro.scorers().stream()
                .filter(score -> score.scorer().equals(scorer))
                .flatMap(score -> Optional.ofNullable(score.means().get(metric)).stream())
                .findFirst();
    }

    /** All means of every scorer. */
    public Table macro(MacroResult macro) {
        List<String> header = new ArrayList<>(List.of("scorer"));
        for (Metric metric : Metric.values()) {
            header.add(metric.title());
        }
        List<Row> rows = new ArrayList<>();
        for (MacroResult.MacroScore score : inOrder(macro.scorers(), MacroResult.MacroScore::scorer)) {
            List<String> cells = new ArrayList<>(List.of(score.scorer()));
            for (Metric metric : Metric.values()) {
                cells.add(Numbers.estimate(Optional.ofNullable(score.means().get(metric))));
            }
            rows.add(new Row(isBaseline(score.scorer()), cells));
        }
        return new Table(
                macro.id().name() + ": " + macro.slices().size() + " that have both classes, "
                        + String.join(", ", macro.slices()),
                header,
                rows);
    }

    /** Paired differences of one detector on one slice or mean, one row for each other scorer; empty if there are none. */
    public Optional<Table> differences(String detector, String slice) {
        List<Row> rows = new ArrayList<>();
        Map<String, Map<Metric, Comparison>> byOther = report.comparisons().stream()
                .filter(c -> c.first().equals(detector) && c.id().name().equals(slice))
                .collect(Collectors.groupingBy(
                        Comparison::second,
                        LinkedHashMap::new,
                        Collectors.toMap(Comparison::metric, Function.identity())));
        byOther.forEach((other, found) -> {
            List<String> cells = new ArrayList<>(List.of(other));
            Optional<Comparison> auroc = Optional.ofNullable(found.get(Metric.AUROC));
            cells.add(auroc.map(c -> Integer.toString(c.rows())).orElse(Numbers.NONE));
            for (Metric metric : List.of(Metric.AUROC, Metric.PR_AUC)) {
                Optional<Comparison> c = Optional.ofNullable(found.get(metric));
                cells.add(c.map(ReportTables::difference).orElse(Numbers.NONE));
                cells.add(c.map(d -> Numbers.pValue(d.difference().pValue())).orElse(Numbers.NONE));
            }
            rows.add(new Row(isBaseline(other), cells));
        });
        return rows.isEmpty()
                ? Optional.empty()
                : Optional.of(new Table(
                        detector + " minus each other scorer, " + slice,
                        List.of("minus", "answers", "AUROC", "p", "PR-AUC", "p"),
                        rows));
    }

    private static String difference(Comparison comparison) {
        return Numbers.signed(comparison.difference().difference()) + " ["
                + Numbers.signed(comparison.difference().interval().low()) + ", "
                + Numbers.signed(comparison.difference().interval().high()) + "]";
    }
}
