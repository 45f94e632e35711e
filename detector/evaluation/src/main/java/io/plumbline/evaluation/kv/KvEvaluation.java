package io.plumbline.evaluation.kv;

import io.plumbline.atlas.HeadAtlas;
import io.plumbline.atlas.MeasurementStore;
import io.plumbline.atlas.kv.KvBudget;
import io.plumbline.atlas.probe.NeedleProbes;
import io.plumbline.atlas.probe.ProbeTexts;
import io.plumbline.evaluation.run.RunProgress;
import io.plumbline.model.Capture;
import io.plumbline.model.CapturePlan;
import io.plumbline.model.CharSpan;
import io.plumbline.model.FloatMatrix;
import io.plumbline.model.ForwardRequest;
import io.plumbline.model.InstrumentedModel;
import io.plumbline.model.Reduction;
import io.plumbline.model.TokenIds;
import io.plumbline.model.TokenSpan;
import io.plumbline.model.kv.KvCache;
import io.plumbline.model.kv.KvPrefill;
import io.plumbline.model.loading.LoadedModel;
import io.plumbline.prompt.EncodedPrompt;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Hides needles in prose and reads their answers from caches that policies have compressed, at equal budgets. The prompt runs
 * once with full attention; each policy compresses that cache, and every token of the answer is predicted from what is left
 * (teacher-forced: each row sees what its heads would hold if the answer were decoded token by token).
 *
 * <p>Needles and prose are none that an atlas is measured on.
 */
public final class KvEvaluation {
    /** Counts up when figures of equal plans would change. */
    private static final int VERSION = 1;

    private static final double GOLDEN_RATIO = 0.618033988749895;

    private final LoadedModel model;
    private final KvPlan plan;
    private final KvArms arms;
    private final MeasurementStore store;
    private final String identity;

    /** @param work where finished needles are kept, so that a run goes on after a kill */
    public KvEvaluation(LoadedModel model, HeadAtlas atlas, KvPlan plan, Path work) {
        this.model = model;
        this.plan = plan;
        this.arms = new KvArms(atlas, model.model().config(), plan);
        this.store = new MeasurementStore(work);
        this.identity = String.join(
                "\n",
                "kv " + VERSION,
                model.modelSha256(),
                model.model().environment().fingerprint(),
                arms.identity(),
                plan.shares() + " " + plan.controls() + " " + plan.beta() + " " + plan.cut() + " " + plan.seed());
    }

    /**
     * Runs, or reads what is kept.
     *
     * @throws io.plumbline.model.PlumblineException INPUT_TOO_LONG or INVALID_INPUT for prose longer than the window or the
     *     text; INVALID_REQUEST if a budget is too small for the shortest prompt
     */
    public KvReport run(RunProgress progress) {
        List<Task> tasks = tasks();
        int runs = 1
                + plan.shares().size()
                        * arms.at(budget(tasks.get(0).prompt(), plan.shares().get(0)))
                                .size();
        long kept = tasks.stream().filter(task -> kept(task, runs).isPresent()).count();
        KvSummary summary = new KvSummary(model, plan, arms.notes());
        progress.start((long) tasks.size() * runs, kept * runs);
        try {
            for (Task task : tasks) {
                double[] values = kept(task, runs).orElseGet(() -> measured(task, runs, progress));
                summary.add(labels(task.prompt()), values);
            }
        } finally {
            progress.done();
        }
        return summary.report();
    }

    private Optional<double[]> kept(Task task, int runs) {
        return store.read(name(task), runs * KvMeasurement.NUMBERS);
    }

    private String name(Task task) {
        return identity + "\n" + task.prompt().ids().sha256() + " "
                + task.prompt().promptTokens() + " " + task.rows();
    }

    /**
     * One prompt.
     *
     * @param prompt with the needle's sentence as its answer
     * @param rows that predict the judged part of it
     */
    private record Task(EncodedPrompt prompt, TokenSpan rows) {}

    private List<Task> tasks() {
        List<String> prose = ProbeTexts.bundled().checkProse();
        NeedleProbes probes = new NeedleProbes(model, prose);
        List<Task> tasks = new ArrayList<>();
        for (KvNeedles.Hidden hidden : KvNeedles.make(plan.needles(), plan.seed())) {
            int n = tasks.size();
            int length = plan.tokens().get(n % plan.tokens().size());
            double depth =
                    plan.depths().get(n / plan.tokens().size() % plan.depths().size());
            // far from the stretches of the needles before
            int firstLine = (int) (n * GOLDEN_RATIO % 1 * prose.size());
            EncodedPrompt prompt = probes.prompt(hidden.needle(), length, depth, firstLine);
            int start = prompt.rendered().response().start()
                    + hidden.needle().sentence().indexOf(hidden.things());
            TokenSpan judged = prompt.tokens()
                    .tokensOf(new CharSpan(start, start + hidden.things().length()));
            tasks.add(new Task(prompt, new TokenSpan(judged.start() - 1, judged.end() - 1)));
        }
        return tasks;
    }

    private KvBudget budget(EncodedPrompt prompt, double share) {
        return new KvBudget(plan.cut().tokens(prompt), share);
    }

    /** The full cache first, then each budget's policies. */
    private List<KvSummary.Label> labels(EncodedPrompt prompt) {
        List<KvSummary.Label> labels = new ArrayList<>();
        labels.add(new KvSummary.Label(KvSummary.FULL, 0, 1));
        for (double share : plan.shares()) {
            arms.at(budget(prompt, share))
                    .forEach(run -> labels.add(new KvSummary.Label(run.arm(), run.control(), share)));
        }
        return labels;
    }

    private double[] measured(Task task, int runs, RunProgress progress) {
        EncodedPrompt prompt = task.prompt();
        double[] values = new double[runs * KvMeasurement.NUMBERS];
        int done = 0;
        TokenIds dense = prompt.ids().slice(0, plan.cut().tokens(prompt));
        try (KvPrefill prefill = KvPrefill.run(model.model(), dense)) {
            done = put(values, done, read(task, prefill.uncompressed()), progress);
            for (double share : plan.shares()) {
                for (KvArms.Run run : arms.at(budget(prompt, share))) {
                    done = put(values, done, read(task, prefill.compressed(run.policy())), progress);
                }
            }
        }
        store.write(name(task), values);
        return values;
    }

    private static int put(double[] values, int done, KvMeasurement measurement, RunProgress progress) {
        System.arraycopy(measurement.toArray(), 0, values, done * KvMeasurement.NUMBERS, KvMeasurement.NUMBERS);
        progress.step();
        return done + 1;
    }

    /** Runs the rest of the prompt and the answer after a cache, and closes it. */
    private KvMeasurement read(Task task, KvCache cache) {
        EncodedPrompt prompt = task.prompt();
        InstrumentedModel decoder = model.model();
        try (cache) {
            long start = cache.bytesByHead().total();
            TokenSpan rows = task.rows();
            Capture next = new Reduction.NextToken(rows);
            TokenIds rest = prompt.ids().slice(cache.length(), prompt.size());
            FloatMatrix read = decoder.extend(cache, ForwardRequest.of(rest, CapturePlan.of(next)))
                    .get(next);
            double nll = 0;
            int copied = 0;
            for (int row = 0; row < rows.length(); row++) {
                nll += read.at(row, 0);
                copied += (int) read.at(row, 2) == prompt.ids().at(rows.start() + row + 1) ? 1 : 0;
            }
            return new KvMeasurement(
                    nll / rows.length(),
                    (double) copied / rows.length(),
                    start,
                    cache.bytesByHead().total());
        }
    }
}
