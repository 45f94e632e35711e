package io.plumbline.evaluation.mitigation;

import io.plumbline.evaluation.QaExample;
import io.plumbline.evaluation.mitigation.ArmResult.Difference;
import io.plumbline.evaluation.mitigation.ArmResult.MetricResult;
import io.plumbline.mitigation.preset.PresetCodec;
import io.plumbline.mitigation.strategy.Cost;
import io.plumbline.mitigation.strategy.StrategyDecoder;
import io.plumbline.model.loading.LoadedModel;
import io.plumbline.prompt.Passage;
import io.plumbline.statistics.GroupBootstrap;
import io.plumbline.statistics.McNemar;
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
    private final StrategyDecoder decoder;
    private final int newTokens;
    private final int resamples;
    private final long seed;

    /** Told of every row. */
    @FunctionalInterface
    public interface Progress {
        void row(String task, String arm, int done, int of);
    }

    /**
     * @param newTokens tokens that an answer may have
     * @param resamples of each bootstrap, 1 to 100,000
     */
    public MitigationEvaluation(StrategyDecoder decoder, int newTokens, int resamples, long seed) {
        this.decoder = decoder;
        this.newTokens = newTokens;
        this.resamples = resamples;
        this.seed = seed;
    }

    /**
     * Runs all arms on all tasks.
     *
     * @param arms the first is what the others are compared with
     */
    public MitigationReport run(List<MitigationTask> tasks, List<Arm> arms, Progress progress) {
        List<MitigationReport.TaskResult> results = new ArrayList<>();
        for (MitigationTask task : tasks) {
            ArmRunner runner = new ArmRunner(decoder, newTokens);
            List<ArmAnswers> answers = new ArrayList<>();
            for (Arm arm : arms) {
                int rows = task.examples().size();
                answers.add(runner.run(arm, task, done -> progress.row(task.name(), arm.name(), done, rows)));
            }
            results.add(compared(task, answers));
        }
        LoadedModel model = decoder.model();
        return new MitigationReport(
                model.name(), model.modelSha256(), model.model().environment().toString(), resamples, seed, results);
    }

    private MitigationReport.TaskResult compared(MitigationTask task, List<ArmAnswers> answers) {
        List<String> documents =
                task.examples().stream().map(MitigationEvaluation::document).toList();
        List<ArmResult> results =
                answers.stream().map(a -> result(a, answers.get(0), documents)).toList();
        return new MitigationReport.TaskResult(
                task.name(),
                documents.size(),
                (int) documents.stream().distinct().count(),
                results);
    }

    /** Rows over the same passages are drawn together; a row without passages is its own document. */
    private static String document(QaExample example) {
        return example.passages().isEmpty()
                ? example.id()
                : example.passages().stream().map(Passage::text).collect(Collectors.joining("\n"));
    }

    private ArmResult result(ArmAnswers arm, ArmAnswers base, List<String> documents) {
        boolean isBase = arm.arm().name().equals(base.arm().name());
        Map<String, MetricResult> metrics = new TreeMap<>();
        for (String metric : arm.hits().keySet()) {
            metrics.put(metric, metric(arm.flags(metric), base.flags(metric), documents, isBase));
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

    private MetricResult metric(boolean[] arm, boolean[] base, List<String> documents, boolean isBase) {
        GroupBootstrap own = bootstrap(documents, rows -> share(arm, rows));
        Optional<Difference> difference = Optional.empty();
        if (!isBase) {
            McNemar test = McNemar.test(arm, base);
            GroupBootstrap paired = bootstrap(documents, rows -> share(arm, rows) - share(base, rows));
            int[] all = all(arm.length);
            difference = Optional.of(new Difference(
                    share(arm, all) - share(base, all),
                    paired.low(),
                    paired.high(),
                    test.onlyFirst(),
                    test.onlySecond(),
                    test.pValue()));
        }
        return new MetricResult(share(arm, all(arm.length)), own.low(), own.high(), difference);
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
