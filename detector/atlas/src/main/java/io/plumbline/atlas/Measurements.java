package io.plumbline.atlas;

import io.plumbline.atlas.probe.LikelihoodProbe;
import io.plumbline.atlas.probe.NeedleProbe;
import io.plumbline.atlas.probe.PatternScores;
import io.plumbline.atlas.probe.RepeatedProbe;
import io.plumbline.model.ActivationTrace;
import io.plumbline.model.CapturePlan;
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
        return kept("needles", name, probe.ids(), heads.size(), () -> {
            double[] scores = new double[heads.size()];
            patterns(
                    probe.ids(),
                    probe.rows(),
                    (head, trace, capture) -> scores[head] = PatternScores.copy(probe, trace.get(capture)));
            return scores;
        });
    }

    /** Induction scores of every head, then echo scores of every head. */
    double[] repeated(RepeatedProbe probe) {
        String name = "repeated|" + probe.ids().sha256() + "|" + probe.lead() + "|" + probe.blockTokens();
        return kept("repeated tokens", name, probe.ids(), 2 * heads.size(), () -> {
            double[] scores = new double[2 * heads.size()];
            patterns(probe.ids(), probe.rows(), (head, trace, capture) -> {
                scores[head] = PatternScores.induction(probe, trace.get(capture));
                scores[heads.size() + head] = PatternScores.echo(probe, trace.get(capture));
            });
            return scores;
        });
    }

    /** Mean negative log-likelihood of a probe's tokens with these heads knocked out, nats. */
    double likelihood(LikelihoodProbe probe, List<HeadId> knockedOut) {
        List<HeadId> sorted = knockedOut.stream().sorted().toList();
        String name = "nll|" + probe.ids().sha256() + "|" + probe.rows() + "|" + sorted + "|" + MODE + "|" + PHASE;
        double[] value = kept("knock-outs", name, probe.ids(), 1, () -> {
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

    private double[] kept(String stage, String name, TokenIds ids, int count, Supplier<double[]> measure) {
        Optional<double[]> earlier = store.read(identity + name, count);
        if (earlier.isPresent()) {
            progress.skip(ids.size());
            return earlier.get();
        }
        double[] measured = measure.get();
        store.write(identity + name, measured);
        progress.advance(stage, ids.size());
        return measured;
    }

    private interface PatternReader {
        void read(int head, ActivationTrace trace, HookPoint.AttentionPattern capture);
    }

    private void patterns(TokenIds ids, TokenSpan rows, PatternReader reader) {
        int atOnce = (int) Math.max(1, Math.min(heads.size(), mostWeights / ((long) rows.length() * ids.size())));
        for (int first = 0; first < heads.size(); first += atOnce) {
            List<HookPoint.AttentionPattern> captures =
                    heads.subList(first, Math.min(first + atOnce, heads.size())).stream()
                            .map(head -> new HookPoint.AttentionPattern(head, rows))
                            .toList();
            ActivationTrace trace = model.forward(ForwardRequest.of(ids, CapturePlan.of(captures)));
            for (int i = 0; i < captures.size(); i++) {
                reader.read(first + i, trace, captures.get(i));
            }
        }
    }
}
