package io.plumbline.atlas;

import io.plumbline.atlas.probe.LikelihoodProbe;
import io.plumbline.atlas.probe.NeedleProbe;
import io.plumbline.atlas.probe.PatternScores;
import io.plumbline.atlas.probe.RepeatedProbe;
import io.plumbline.model.ActivationTrace;
import io.plumbline.model.CapturePlan;
import io.plumbline.model.FloatMatrix;
import io.plumbline.model.ForwardRequest;
import io.plumbline.model.HeadId;
import io.plumbline.model.HookPoint;
import io.plumbline.model.InstrumentedModel;
import io.plumbline.model.Intervention;
import io.plumbline.model.InterventionPlan;
import io.plumbline.model.KnockoutMode;
import io.plumbline.model.Phase;
import io.plumbline.model.Reduction;
import io.plumbline.model.TokenIds;
import io.plumbline.model.TokenSpan;
import io.plumbline.model.loading.LoadedModel;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** Runs probes through the model, or finds what an earlier run kept. */
final class Measurements {
    static final KnockoutMode MODE = KnockoutMode.UNIFORM;
    static final Phase PHASE = Phase.BOTH;

    /** Counts up when what a kept number means changes. */
    private static final int VERSION = 1;
    /** 128 MiB of attention weights; beyond, the heads are read in several passes. */
    private static final long MOST_WEIGHTS = 1L << 25;

    private final InstrumentedModel model;
    private final MeasurementStore store;
    private final BuildProgress progress;
    private final List<HeadId> heads;
    private final String identity;
    private final long mostWeights;

    Measurements(LoadedModel loaded, MeasurementStore store, BuildProgress progress) {
        this(loaded, store, progress, MOST_WEIGHTS);
    }

    /** @param mostWeights attention weights brought out by one pass, at most */
    Measurements(LoadedModel loaded, MeasurementStore store, BuildProgress progress, long mostWeights) {
        this.mostWeights = mostWeights;
        this.model = loaded.model();
        this.store = store;
        this.progress = progress;
        this.heads = ModelIdentity.of(loaded).allHeads();
        // token ids stand for tokenizer, template and texts
        this.identity =
                VERSION + "|" + loaded.modelSha256() + "|" + model.environment().fingerprint() + "|";
    }

    /** Copy score of every head. */
    double[] copy(NeedleProbe probe) {
        String name = "copy|" + probe.ids().sha256() + "|" + probe.rows() + "|" + probe.targets();
        return kept("needles", name, probe.ids().size(), heads.size(), () -> {
            double[] scores = new double[heads.size()];
            patterns(probe.ids(), probe.rows(), (head, pattern) -> scores[head] = PatternScores.copy(probe, pattern));
            return scores;
        });
    }

    /** Induction scores of every head, then echo scores of every head. */
    double[] repeated(RepeatedProbe probe) {
        String name = "repeated|" + probe.ids().sha256() + "|" + probe.lead() + "|" + probe.blockTokens();
        return kept("repeated tokens", name, probe.ids().size(), 2 * heads.size(), () -> {
            double[] scores = new double[2 * heads.size()];
            patterns(probe.ids(), probe.rows(), (head, pattern) -> {
                scores[head] = PatternScores.induction(probe, pattern);
                scores[heads.size() + head] = PatternScores.echo(probe, pattern);
            });
            return scores;
        });
    }

    /** Mean negative log-likelihood of a probe's tokens with these heads knocked out, nats. */
    double likelihood(LikelihoodProbe probe, List<HeadId> knockedOut) {
        List<HeadId> sorted = knockedOut.stream().sorted().toList();
        String name = "nll|" + probe.ids().sha256() + "|" + probe.rows() + "|" + sorted + "|" + MODE + "|" + PHASE;
        double[] value = kept("knock-outs", name, probe.ids().size(), 1, () -> {
            InterventionPlan plan = sorted.isEmpty()
                    ? InterventionPlan.NONE
                    : InterventionPlan.of(new Intervention.HeadKnockout(sorted, MODE, PHASE));
            Reduction.NextToken next = new Reduction.NextToken(probe.rows());
            ActivationTrace trace =
                    model.forward(new ForwardRequest(probe.ids(), CapturePlan.of(next), plan, Integer.MAX_VALUE));
            float[] nll = trace.get(next).column(0);
            double sum = 0;
            for (float each : nll) {
                sum += each;
            }
            return new double[] {sum / nll.length};
        });
        return value[0];
    }

    /** Every head, in ascending order: the order of all values here. */
    List<HeadId> heads() {
        return heads;
    }

    /** The model that runs. */
    InstrumentedModel model() {
        return model;
    }

    /**
     * The values that an earlier run kept under a name, or new ones, which are then kept.
     *
     * @param stage what is being measured, for people
     * @param name everything the values depend on but model and environment
     * @param tokens that {@code measure} runs
     * @param count of the values
     */
    double[] kept(String stage, String name, long tokens, int count, Supplier<double[]> measure) {
        Optional<double[]> earlier = store.read(identity + name, count);
        if (earlier.isPresent()) {
            progress.skip(tokens);
            return earlier.get();
        }
        double[] measured = measure.get();
        store.write(identity + name, measured);
        progress.advance(stage, tokens);
        return measured;
    }

    /** Shown the attention of one head. */
    interface PatternReader {
        /** @param head its place among {@link #heads} */
        void read(int head, FloatMatrix pattern);
    }

    /** Shows the attention of all heads at some rows, {@code [row × key]}, in as many passes as memory asks for. */
    void patterns(TokenIds ids, TokenSpan rows, PatternReader reader) {
        patterns(ids.size(), rows, captures -> model.forward(ForwardRequest.of(ids, captures)), reader);
    }

    /**
     * As the other, of passes that the caller runs.
     *
     * @param keys the tokens that a row may see
     */
    void patterns(int keys, TokenSpan rows, Function<CapturePlan, ActivationTrace> pass, PatternReader reader) {
        int atOnce = (int) Math.max(1, Math.min(heads.size(), mostWeights / ((long) rows.length() * keys)));
        for (int first = 0; first < heads.size(); first += atOnce) {
            List<HookPoint.AttentionPattern> captures =
                    heads.subList(first, Math.min(first + atOnce, heads.size())).stream()
                            .map(head -> new HookPoint.AttentionPattern(head, rows))
                            .toList();
            ActivationTrace trace = pass.apply(CapturePlan.of(captures));
            for (int i = 0; i < captures.size(); i++) {
                reader.read(first + i, trace.get(captures.get(i)));
            }
        }
    }
}
