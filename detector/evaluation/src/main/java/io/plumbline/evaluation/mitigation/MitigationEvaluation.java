package io.plumbline.evaluation.mitigation;

import io.plumbline.evaluation.QaExample;
import io.plumbline.evaluation.mitigation.ArmResult.Difference;
import io.plumbline.evaluation.mitigation.ArmResult.MetricResult;
import io.plumbline.mitigation.preset.PresetCodec;
import io.plumbline.mitigation.strategy.Cost;
import io.plumbline.mitigation.strategy.Strategy;
import io.plumbline.mitigation.strategy.StrategyDecoder;
import io.plumbline.model.loading.LoadedModel;
import io.plumbline.prompt.Passage;
import io.plumbline.statistics.GroupBootstrap;
import io.plumbline.statistics.McNemar;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * Compares arms on tasks. Deterministic but for the times: equal data, arms and model give equal figures on equal environments.
 */
public final class MitigationEvaluation {
    /** Of an interval whose lower bound is a one-sided 95 % one. */
    private static final double ONE_SIDED = 0.9;

    private final StrategyDecoder decoder;
    private final Optional<RepairRunner> loop;
    private final Optional<Path> keptIn;
    private final int newTokens;
    private final int resamples;
    private final long seed;

    /** Told of every row. */
    @FunctionalInterface
    public interface Progress {
        void row(String task, String arm, int done, int of);
    }

    /**
     * @param loop what the base arm's answers are sent through; empty to compare arms only
     * @param keptIn directory in which every answer is kept as soon as it is there, so that a run that was stopped goes on;
     *     empty to keep none
     * @param newTokens tokens that an answer may have
     * @param resamples of each bootstrap, 1 to 100,000
     */
    public MitigationEvaluation(
            StrategyDecoder decoder,
            Optional<RepairRunner> loop,
            Optional<Path> keptIn,
            int newTokens,
            int resamples,
            long seed) {
        this.decoder = decoder;
        this.loop = loop;
        this.keptIn = keptIn;
        this.newTokens = newTokens;
        this.resamples = resamples;
        this.seed = seed;
    }

    /**
     * Runs all arms on all tasks.
     *
     * @param arms the first is what the others are compared with
     * @throws IOException if answers cannot be kept
     */
    public MitigationReport run(List<MitigationTask> tasks, List<Arm> arms, Progress progress) throws IOException {
        LoadedModel model = decoder.model();
        String environment = model.model().environment().toString();
        List<MitigationReport.TaskResult> results = new ArrayList<>();
        try (AnswerStore store = AnswerStore.open(
                keptIn,
                Strategy.VERSION + "|" + model.modelSha256() + "|"
                        + model.model().environment().fingerprint())) {
            ArmRunner runner = new ArmRunner(decoder, newTokens, store);
            for (MitigationTask task : tasks) {
                results.add(compared(task, runner.run(arms, task, progress), store, progress));
            }
        }
        return new MitigationReport(model.name(), model.modelSha256(), environment, resamples, seed, results);
    }

    private MitigationReport.TaskResult compared(
            MitigationTask task, List<ArmAnswers> answers, AnswerStore store, Progress progress) {
        List<String> documents =
                task.examples().stream().map(MitigationEvaluation::document).toList();
        List<ArmResult> results =
                answers.stream().map(a -> result(a, answers, documents)).toList();
        Optional<RepairResult> repairs = task.kind() == MitigationTask.Kind.WRITE
                ? loop.map(runner -> repairs(
                        runner.preset(),
                        task,
                        answers.get(0),
                        runner.run(task, answers.get(0).answers(), store, progress),
                        documents))
                : Optional.empty();
        return new MitigationReport.TaskResult(
                task.name(),
                documents.size(),
                (int) documents.stream().distinct().count(),
                results,
                repairs);
    }

    private RepairResult repairs(
            String preset,
            MitigationTask task,
            ArmAnswers base,
            List<RepairRunner.Repair> repairs,
            List<String> documents) {
        Map<String, Integer> decisions = new TreeMap<>();
        Map<String, boolean[]> after = new TreeMap<>();
        List<Integer> accepted = new ArrayList<>();
        for (int row = 0; row < repairs.size(); row++) {
            RepairRunner.Repair repair = repairs.get(row);
            decisions.merge(repair.decision(), 1, Integer::sum);
            if (repair.decision().equals(RepairRunner.Repair.ACCEPTED)) {
                accepted.add(row);
            }
            int at = row;
            Judging.hits(
                            task.kind(),
                            Judging.firstLine(repair.text()),
                            task.examples().get(row))
                    .forEach(
                            (metric, hit) -> after.computeIfAbsent(metric, m -> new boolean[repairs.size()])[at] = hit);
        }
        Map<String, RepairResult.Change> ofAccepted = new TreeMap<>();
        Map<String, RepairResult.Change> ofAll = new TreeMap<>();
        after.forEach((metric, flags) -> {
            boolean[] before = base.flags(metric);
            ofAll.put(metric, change(before, flags, all(flags.length), documents));
            if (!accepted.isEmpty()) {
                int[] rows = accepted.stream().mapToInt(Integer::intValue).toArray();
                ofAccepted.put(metric, change(before, flags, rows, documents));
            }
        });
        return new RepairResult(preset, decisions, ofAccepted, ofAll);
    }

    private RepairResult.Change change(boolean[] before, boolean[] after, int[] rows, List<String> documents) {
        boolean[] then = picked(before, rows);
        boolean[] now = picked(after, rows);
        List<String> groups = Arrays.stream(rows).mapToObj(documents::get).toList();
        GroupBootstrap bounds = GroupBootstrap.interval(
                groups, r -> OptionalDouble.of(share(now, r) - share(then, r)), resamples, seed, ONE_SIDED);
        McNemar test = McNemar.test(now, then);
        return new RepairResult.Change(
                share(then, all(then.length)),
                share(now, all(now.length)),
                bounds.low(),
                test.onlyFirst(),
                test.onlySecond(),
                (int) groups.stream().distinct().count());
    }

    private static boolean[] picked(boolean[] flags, int[] rows) {
        boolean[] picked = new boolean[rows.length];
        for (int i = 0; i < rows.length; i++) {
            picked[i] = flags[rows[i]];
        }
        return picked;
    }

    /** Rows over the same passages are drawn together; a row without passages is its own document. */
    private static String document(QaExample example) {
        return example.passages().isEmpty()
                ? example.id()
                : example.passages().stream().map(Passage::text).collect(Collectors.joining("\n"));
    }

    private ArmResult result(ArmAnswers arm, List<ArmAnswers> all, List<String> documents) {
        ArmAnswers base = all.get(0);
        Optional<ArmAnswers> control = all.stream()
                .filter(a -> a.arm().name().equals(arm.arm().name() + Arms.CONTROL + 1))
                .findFirst();
        boolean isBase = arm.arm().name().equals(base.arm().name());
        Map<String, MetricResult> metrics = new TreeMap<>();
        for (String metric : arm.hits().keySet()) {
            Optional<boolean[]> other = isBase ? Optional.empty() : Optional.of(base.flags(metric));
            metrics.put(metric, metric(arm.flags(metric), other, control.map(c -> c.flags(metric)), documents));
        }
        Cost cost = arm.cost();
        double factor = cost.runTokens() / (double) Math.max(1, base.cost().runTokens());
        boolean counted = cost.passes() > 0;
        return new ArmResult(
                arm.arm().name(),
                PresetCodec.write(arm.arm().strategy()),
                metrics,
                cost.passes() / (double) documents.size(),
                counted ? Optional.of(factor) : Optional.empty(),
                counted ? Optional.of(cost.newTokens() / arm.seconds()) : Optional.empty());
    }

    private MetricResult metric(
            boolean[] arm, Optional<boolean[]> base, Optional<boolean[]> control, List<String> documents) {
        GroupBootstrap own = bootstrap(documents, rows -> share(arm, rows));
        return new MetricResult(
                share(arm, all(arm.length)),
                own.low(),
                own.high(),
                base.map(other -> difference(arm, other, documents)),
                control.map(other -> difference(arm, other, documents)));
    }

    private Difference difference(boolean[] arm, boolean[] other, List<String> documents) {
        McNemar test = McNemar.test(arm, other);
        GroupBootstrap paired = bootstrap(documents, rows -> share(arm, rows) - share(other, rows));
        int[] all = all(arm.length);
        return new Difference(
                share(arm, all) - share(other, all),
                paired.low(),
                paired.high(),
                test.onlyFirst(),
                test.onlySecond(),
                test.pValue());
    }

    private GroupBootstrap bootstrap(List<String> documents, ToDoubleFunction<int[]> statistic) {
        return GroupBootstrap.interval(
                documents, rows -> OptionalDouble.of(statistic.applyAsDouble(rows)), resamples, seed);
    }

    private static int[] all(int rows) {
        int[] all = new int[rows];
        Arrays.setAll(all, i -> i);
        return all;
    }

    private static double share(boolean[] flags, int[] rows) {
        int hits = 0;
        for (int row : rows) {
            hits += flags[row] ? 1 : 0;
        }
        return hits / (double) rows.length;
    }
}
