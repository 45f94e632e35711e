package io.plumbline.atlas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.atlas.probe.ProbeTexts;
import io.plumbline.atlas.probe.RuleProbe;
import io.plumbline.model.ActivationTrace;
import io.plumbline.model.Capture;
import io.plumbline.model.CapturePlan;
import io.plumbline.model.FloatMatrix;
import io.plumbline.model.ForwardRequest;
import io.plumbline.model.HeadId;
import io.plumbline.model.HookPoint;
import io.plumbline.model.InstrumentedModel;
import io.plumbline.model.ModelConfig;
import io.plumbline.model.ModelWeights;
import io.plumbline.model.ResidualSite;
import io.plumbline.model.TokenIds;
import io.plumbline.model.TokenSpan;
import io.plumbline.model.djl.DjlModel;
import io.plumbline.model.djl.NumberFormat;
import io.plumbline.model.loading.LoadedModel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Families against the oracle: what they take from weights, and the engine beside the reference pass. */
class FamiliesOnModelsTest {
    @TempDir
    Path directory = Path.of("");

    private FamilyContext context(LoadedModel model, String work) {
        ProbeTexts texts = ProbeTexts.bundled();
        return new FamilyContext(
                model,
                TinyAtlas.PLAN,
                texts,
                new ProbeSet(model, TinyAtlas.PLAN, texts),
                new Measurements(model, new MeasurementStore(directory.resolve(work)), BuildProgress.quiet()));
    }

    /** Values computed from weights and states, mixed by the pattern, are what the model itself mixes. */
    @Test
    void valuesFromTheWeightsMixToTheHeadsOutput() {
        LoadedModel model = TinyAtlas.model();
        ModelConfig config = model.model().config();
        TokenIds ids = TokenIds.of(5, 90, 17, 33, 64, 128, 9);
        TokenSpan all = new TokenSpan(0, ids.size());
        HeadId head = new HeadId(2, 5);
        Capture states = new HookPoint.Residual(2, ResidualSite.PRE, all);
        Capture middle = new HookPoint.Residual(2, ResidualSite.MID, all);
        Capture pattern = new HookPoint.AttentionPattern(head, all);
        List<Capture> outputs = new ArrayList<>();
        for (int h = 0; h < config.heads(); h++) {
            outputs.add(new HookPoint.HeadOutput(new HeadId(2, h), all));
        }
        ActivationTrace trace = model.model()
                .forward(ForwardRequest.of(
                        ids, CapturePlan.of(states, middle, pattern).and(CapturePlan.of(outputs))));
        try (ModelWeights weights = model.weights().open()) {
            HeadCircuits.Values values = new HeadCircuits.Values(weights, 2);
            List<double[]> ofKeys = new ArrayList<>();
            for (int key = 0; key < ids.size(); key++) {
                ofKeys.add(values.of(trace.get(states).row(key)));
            }
            FloatMatrix z = trace.get(outputs.get(5));
            int from = 5 / config.groupSize() * config.headWidth();
            HeadCircuits.Writes writes = new HeadCircuits.Writes(weights, 2);
            for (int row = 0; row < ids.size(); row++) {
                double[] mixed = WriteFamily.mixed(trace.get(pattern).row(row), 0, ofKeys, from, config.headWidth());
                for (int i = 0; i < mixed.length; i++) {
                    assertThat(mixed[i]).isCloseTo(z.at(row, i), within(1e-5));
                }
                // what all heads write together is what attention adds
                double[] added = new double[config.width()];
                for (int h = 0; h < config.heads(); h++) {
                    float[] written = writes.of(h, trace.get(outputs.get(h)).row(row));
                    for (int i = 0; i < added.length; i++) {
                        added[i] += written[i];
                    }
                }
                for (int i = 0; i < added.length; i++) {
                    assertThat(added[i])
                            .isCloseTo(
                                    trace.get(middle).at(row, i)
                                            - trace.get(states).at(row, i),
                                    within(1e-4));
                }
                double[] direction = writes.towards(5, trace.get(middle).row(row));
                float[] written = writes.of(5, z.row(row));
                double one = 0;
                for (int i = 0; i < direction.length; i++) {
                    one += direction[i] * z.at(row, i);
                }
                double other = 0;
                for (int i = 0; i < written.length; i++) {
                    other += (double) written[i] * trace.get(middle).at(row, i);
                }
                assertThat(one).isCloseTo(other, within(1e-3));
            }
        }
    }

    @Test
    void anOutputFromTheSameContextMovesNothing() {
        RuleFamily rules = new RuleFamily(context(TinyAtlas.model(), "rules"));
        LoadedModel model = TinyAtlas.model();
        RuleProbe first = RuleProbe.of(model, 3, true, false, 4);
        RuleProbe second = RuleProbe.of(model, 3, false, false, 4);
        RuleProbe swapped = RuleProbe.of(model, 3, true, true, 4);
        assertThat(first.right()).isEqualTo(second.wrong()).isEqualTo(swapped.wrong());
        assertThat(second.ids()).isNotEqualTo(first.ids());
        assertThat(second.ids().size()).isEqualTo(first.ids().size());
        for (double each : rules.moved(first, first)) {
            assertThat(each).isCloseTo(0, within(1e-4));
        }
        double most = 0;
        for (double each : rules.moved(first, swapped)) {
            most = Math.max(most, Math.abs(each));
        }
        assertThat(most).isGreaterThan(0.01);
        Measured mediation = rules.mediation();
        assertThat(mediation.scores()).containsOnlyKeys(ScoreFamily.SYMBOLIC_INDUCTION, ScoreFamily.SYMBOLIC_RETRIEVAL);
    }

    @Test
    void theEngineAgreesWithTheReference() {
        LoadedModel oracle = TinyAtlas.model();
        try (ModelWeights weights = oracle.weights().open();
                InstrumentedModel engine = DjlModel.load(weights, "cpu", NumberFormat.FLOAT32, 1)) {
            List<HeadFamily> expected = Families.of(AtlasScope.ALL, context(oracle, "oracle"));
            List<HeadFamily> actual = Families.of(AtlasScope.ALL, context(TinyAtlas.model(engine), "engine"));
            for (int i = 0; i < expected.size(); i++) {
                Measured right = expected.get(i).measure();
                Measured found = actual.get(i).measure();
                assertThat(found.scores().keySet()).isEqualTo(right.scores().keySet());
                right.scores()
                        .forEach((name, family) -> compare(
                                name,
                                Optional.ofNullable(found.scores().get(name)).orElseThrow(),
                                family));
                assertThat(found.details().findings()).isEqualTo(right.details().findings());
                assertThat(found.details().tokens()).isEqualTo(right.details().tokens());
            }
        }
    }

    private static void compare(String name, ScoreFamily found, ScoreFamily right) {
        for (Map.Entry<HeadId, HeadScore> each : right.scores().entrySet()) {
            double expected = each.getValue().mean();
            assertThat(found.score(each.getKey()).mean())
                    .as("%s %s", name, each.getKey())
                    .isCloseTo(expected, within(2e-4 + 1e-3 * Math.abs(expected)));
        }
    }
}
