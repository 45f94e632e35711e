package io.plumbline.model.djl;

import io.plumbline.model.Capture;
import io.plumbline.model.CapturePlan;
import io.plumbline.model.DivergenceMode;
import io.plumbline.model.ForwardRequest;
import io.plumbline.model.HeadId;
import io.plumbline.model.KeySet;
import io.plumbline.model.ModelWeights;
import io.plumbline.model.Reduction;
import io.plumbline.model.TokenIds;
import io.plumbline.model.TokenSpan;
import io.plumbline.model.kv.KvCache;
import io.plumbline.model.testkit.RedeepFixtures;
import io.plumbline.model.weights.FetchSettings;
import io.plumbline.model.weights.ModelFiles;
import io.plumbline.model.weights.ModelSource;
import io.plumbline.model.weights.ModelStore;
import io.plumbline.model.weights.Progress;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Not a test: prints CPU time of the inference thread for plain and instrumented passes and decoding, the smallest of
 * several runs. With more than one thread only the first one's time is seen. Arguments: threads, runs.
 */
final class DjlSpeed {
    private static final int DECODED = 24;

    private DjlSpeed() {}

    public static void main(String[] arguments) {
        int threads = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 1;
        int runs = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 5;
        ModelStore store = new ModelStore(FetchSettings.standard(), Progress.quiet());
        try (ModelWeights weights = ModelFiles.open(store.location(ModelSource.DEFAULT));
                DjlModel model = DjlModel.load(weights, "cpu", NumberFormat.FLOAT32, threads)) {
            System.out.println(model.environment().fingerprint());
            for (int index : List.of(0, 12)) {
                measure(
                        model,
                        RedeepFixtures.example(index),
                        RedeepFixtures.values(index).ids(),
                        runs);
            }
        }
    }

    private static void measure(DjlModel model, RedeepFixtures.Example example, TokenIds ids, int runs) {
        TokenSpan rows = example.rows();
        List<HeadId> heads = List.of(new HeadId(8, 3), new HeadId(13, 1), new HeadId(20, 7), new HeadId(25, 2));
        Capture ecs = new Reduction.AttendedStateCosine(
                heads, KeySet.range(example.contextStart(), example.contextEnd()), example.kStrict(), rows);
        Capture next = new Reduction.NextToken(rows);
        CapturePlan divergence = CapturePlan.of(
                new Reduction.LensDivergence(26, DivergenceMode.JENSEN_SHANNON, rows),
                new Reduction.LensDivergence(27, DivergenceMode.JENSEN_SHANNON, rows),
                new Reduction.LensDivergence(28, DivergenceMode.JENSEN_SHANNON, rows),
                new Reduction.LensDivergence(29, DivergenceMode.JENSEN_SHANNON, rows));
        System.out.printf(Locale.ROOT, "%d tokens, %d rows%n", ids.size(), rows.length());
        report("plain", runs, () -> model.forward(ForwardRequest.of(ids, CapturePlan.NONE)));
        report("4 heads ECS", runs, () -> model.forward(ForwardRequest.of(ids, CapturePlan.of(ecs))));
        report("next token", runs, () -> model.forward(ForwardRequest.of(ids, CapturePlan.of(next))));
        report("4 layers JSD", runs, () -> model.forward(ForwardRequest.of(ids, divergence)));
        report(
                "4 heads, 4 layers",
                runs,
                () -> model.forward(ForwardRequest.of(ids, divergence.and(CapturePlan.of(ecs)))));
        try (KvCache cache = model.newCache()) {
            model.extend(cache, ForwardRequest.of(ids, CapturePlan.NONE));
            double all = report("decode " + DECODED, runs, () -> {
                for (int i = 0; i < DECODED; i++) {
                    int at = cache.length();
                    Capture last = new Reduction.NextToken(new TokenSpan(at, at + 1));
                    model.extend(cache, ForwardRequest.of(TokenIds.of(ids.at(i)), CapturePlan.of(last)));
                }
                cache.truncate(ids.size());
            });
            System.out.printf(Locale.ROOT, "  %.1f tokens/s%n", DECODED * 1e3 / all);
        }
    }

    private static double report(String what, int runs, Runnable task) {
        double[] millis = new double[runs];
        task.run();
        for (int i = 0; i < runs; i++) {
            long before = inferenceNanos();
            task.run();
            millis[i] = (inferenceNanos() - before) / 1e6;
        }
        Arrays.sort(millis);
        System.out.printf(Locale.ROOT, "  %-20s %8.1f ms min, %8.1f median%n", what, millis[0], millis[runs / 2]);
        return millis[0];
    }

    private static long inferenceNanos() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long nanos = 0;
        for (ThreadInfo thread : threads.getThreadInfo(threads.getAllThreadIds())) {
            if (thread != null && thread.getThreadName().startsWith("plumbline-model-")) {
                nanos += threads.getThreadCpuTime(thread.getThreadId());
            }
        }
        return nanos;
    }
}
