package io.plumbline.model.djl;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.model.ActivationTrace;
import io.plumbline.model.Capture;
import io.plumbline.model.CapturePlan;
import io.plumbline.model.DivergenceMode;
import io.plumbline.model.FloatMatrix;
import io.plumbline.model.ForwardRequest;
import io.plumbline.model.HeadId;
import io.plumbline.model.HookPoint;
import io.plumbline.model.KeySet;
import io.plumbline.model.ModelWeights;
import io.plumbline.model.Reduction;
import io.plumbline.model.TokenIds;
import io.plumbline.model.TokenSpan;
import io.plumbline.model.kv.KvCache;
import io.plumbline.model.testkit.DefaultModelFile;
import io.plumbline.model.testkit.DefaultModelFixture;
import io.plumbline.model.testkit.EveryCapture;
import io.plumbline.model.testkit.RedeepFixtures;
import io.plumbline.model.testkit.Tolerances;
import io.plumbline.model.weights.ModelFiles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The default model on the engine against recorded numbers of the authors' code and of transformers. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DjlParityTest {
    private static final Logger LOG = Logger.getLogger(DjlParityTest.class.getName());

    /** The authors' scale of a divergence in nats over SmolLM2's vocabulary. */
    private static final double LEGACY_SCALE = 1e6 / 49_152;

    /** Below this relative gap a rounding error may swap the last key chosen. */
    private static final double NEAR_TIE = 1e-3;

    private DjlModel model;

    @BeforeAll
    void load() {
        Path file = DefaultModelFile.orSkip();
        try (ModelWeights weights = ModelFiles.open(file)) {
            model = DjlModel.load(weights, "cpu", NumberFormat.FLOAT32, 1);
        }
    }

    @AfterAll
    void close() {
        if (model != null) {
            model.close();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 12, 24, 25})
    void nextTokensEqualTheFixtures(int index) {
        RedeepFixtures.Values expected = RedeepFixtures.values(index);
        Capture next = new Reduction.NextToken(RedeepFixtures.example(index).rows());
        FloatMatrix actual = run(expected.ids(), next).get(next);
        Worst nll = new Worst();
        for (int row = 0; row < actual.rows(); row++) {
            nll.see(actual.at(row, 0), expected.nll().at(row, 0), 1e-4, 1e-4);
            assertThat(actual.at(row, 2)).isEqualTo(expected.top1().at(row, 0));
        }
        nll.check("nll " + index);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5})
    void statesAndPatternsEqualTheFixtures(int index) {
        RedeepFixtures.Example example = RedeepFixtures.example(index);
        RedeepFixtures.Values expected = RedeepFixtures.values(index);
        HookPoint states = new HookPoint.FinalNorm(new TokenSpan(0, example.tokens()));
        TokenSpan firstRow = new TokenSpan(example.promptTokens() - 1, example.promptTokens());
        List<HookPoint> captures = new ArrayList<>(List.of(states));
        heads().forEach(head -> captures.add(new HookPoint.AttentionPattern(head, firstRow)));
        ActivationTrace trace = run(expected.ids(), captures.toArray(Capture[]::new));
        Worst hidden = new Worst();
        hidden.see(trace.get(states), expected.hiddenLast().orElseThrow(), 2e-3, 2e-4);
        Worst attention = new Worst();
        for (int head = 0; head < heads().size(); head++) {
            FloatMatrix pattern = trace.get(captures.get(head + 1));
            FloatMatrix row = FloatMatrix.of(
                    1, pattern.columns(), expected.attentionRow().orElseThrow().row(head));
            attention.see(pattern, row, 1e-5, 1e-3);
        }
        hidden.check("final-norm states " + index);
        attention.check("attention rows " + index);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 12})
    void externalContextScoresEqualTheFixtures(int index) {
        RedeepFixtures.Example example = RedeepFixtures.example(index);
        RedeepFixtures.Values expected = RedeepFixtures.values(index);
        Capture legacy = new Reduction.AttendedStateCosine(
                heads(), KeySet.range(0, example.promptTokens()), example.kLegacy(), example.rows());
        Capture strict = new Reduction.AttendedStateCosine(
                heads(), KeySet.range(example.contextStart(), example.contextEnd()), example.kStrict(), example.rows());
        ActivationTrace trace = run(expected.ids(), legacy, strict);
        checkEcs("legacy ECS " + index, trace.get(legacy), expected.ecsLegacy(), expected.gapLegacy());
        checkEcs("strict ECS " + index, trace.get(strict), expected.ecsStrict(), expected.gapStrict());
    }

    private static void checkEcs(String what, FloatMatrix actual, FloatMatrix expected, FloatMatrix gap) {
        Worst clear = new Worst();
        Worst nearTies = new Worst();
        for (int row = 0; row < expected.rows(); row++) {
            for (int head = 0; head < expected.columns(); head++) {
                boolean comparable = gap.at(row, head) >= NEAR_TIE;
                (comparable ? clear : nearTies)
                        .see(actual.at(row, head), expected.at(row, head), comparable ? 1e-4 : 5e-2, 0);
            }
        }
        clear.check(what);
        nearTies.check(what + " at near ties");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 5})
    void lensDivergencesEqualTheFixtures(int index) {
        compareDivergences(index, IntStream.range(0, 30).toArray());
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 12, 24, 25})
    void lensDivergencesOfSomeLayersEqualTheFixtures(int index) {
        compareDivergences(index, 0, 13, 29);
    }

    private void compareDivergences(int index, int... layers) {
        RedeepFixtures.Values expected = RedeepFixtures.values(index);
        TokenSpan rows = RedeepFixtures.example(index).rows();
        List<Capture> captures = new ArrayList<>();
        for (int layer : layers) {
            captures.add(new Reduction.LensDivergence(layer, DivergenceMode.REVERSED_KL, rows));
            captures.add(new Reduction.LensDivergence(layer, DivergenceMode.JENSEN_SHANNON, rows));
        }
        ActivationTrace trace = run(expected.ids(), captures.toArray(Capture[]::new));
        Worst legacy = new Worst();
        Worst strict = new Worst();
        for (int i = 0; i < layers.length; i++) {
            FloatMatrix reversed = trace.get(captures.get(2 * i));
            FloatMatrix shannon = trace.get(captures.get(2 * i + 1));
            for (int row = 0; row < rows.length(); row++) {
                double pks = expected.pksLegacy().at(row, layers[i]);
                legacy.see(reversed.at(row, 0) * LEGACY_SCALE, pks, 0.02, 1e-3);
                strict.see(shannon.at(row, 0), expected.jsdStrict().at(row, layers[i]), 1e-5, 1e-3);
            }
        }
        legacy.check("legacy PKS " + index);
        strict.check("Jensen-Shannon " + index);
    }

    @Test
    void logitsAndGreedyTokensEqualTransformers() {
        for (DefaultModelFixture fixture : DefaultModelFixture.all()) {
            int last = fixture.ids().size() - 1;
            Capture logits = new HookPoint.Logits(new TokenSpan(last, last + 1));
            FloatMatrix actual = run(fixture.ids(), logits).get(logits);
            Worst worst = new Worst();
            for (int i = 0; i < fixture.sampleIds().size(); i++) {
                worst.see(
                        actual.at(0, fixture.sampleIds().at(i)),
                        fixture.sampleLogits().at(i, 0),
                        2e-4,
                        0);
            }
            for (int i = 0; i < fixture.topIds().size(); i++) {
                worst.see(
                        actual.at(0, fixture.topIds().at(i)),
                        fixture.topLogits().at(i, 0),
                        2e-4,
                        0);
            }
            worst.check("logits");
            assertThat(greedy(fixture.ids(), fixture.greedy().size())).isEqualTo(fixture.greedy());
        }
    }

    private TokenIds greedy(TokenIds prompt, int count) {
        TokenIds written = TokenIds.of();
        try (KvCache cache = model.newCache()) {
            TokenIds next = prompt;
            while (written.size() < count) {
                int last = cache.length() + next.size() - 1;
                Capture capture = new Reduction.NextToken(new TokenSpan(last, last + 1));
                ActivationTrace trace = model.extend(cache, ForwardRequest.of(next, CapturePlan.of(capture)));
                next = TokenIds.of((int) trace.get(capture).at(0, 2));
                written = written.concat(next);
            }
        }
        return written;
    }

    @Test
    void cachedChunksEqualOnePass() {
        TokenIds ids = RedeepFixtures.values(0).ids();
        int split = ids.size() - 40;
        TokenSpan rows = new TokenSpan(split, ids.size());
        Capture states = new HookPoint.FinalNorm(rows);
        Capture next = new Reduction.NextToken(rows);
        ActivationTrace whole = run(ids, states, next);
        try (KvCache cache = model.newCache()) {
            model.extend(cache, ForwardRequest.of(ids.slice(0, 100), CapturePlan.NONE));
            model.extend(cache, ForwardRequest.of(ids.slice(100, split), CapturePlan.NONE));
            ForwardRequest rest = ForwardRequest.of(ids.slice(split, ids.size()), CapturePlan.of(states, next));
            ActivationTrace chunked = model.extend(cache, rest);
            new Tolerances(2e-3, 2e-4).assertClose("states", chunked.get(states), whole.get(states));
            assertThat(chunked.get(next).column(2)).isEqualTo(whole.get(next).column(2));
        }
    }

    private ActivationTrace run(TokenIds ids, Capture... captures) {
        return model.forward(ForwardRequest.of(ids, CapturePlan.of(captures)));
    }

    private List<HeadId> heads() {
        return EveryCapture.heads(model.config());
    }

    /** The largest difference seen, and the largest share of its tolerance. */
    private static final class Worst {
        private double difference;
        private double share;

        void see(double actual, double expected, double absolute, double relative) {
            double found = Math.abs(actual - expected);
            // a NaN must not pass as "not larger"
            double seen = Double.isNaN(found) ? Double.POSITIVE_INFINITY : found;
            difference = Math.max(difference, seen);
            share = Math.max(share, seen / (absolute + relative * Math.abs(expected)));
        }

        void see(FloatMatrix actual, FloatMatrix expected, double absolute, double relative) {
            assertThat(actual.rows()).isEqualTo(expected.rows());
            assertThat(actual.columns()).isEqualTo(expected.columns());
            for (int row = 0; row < expected.rows(); row++) {
                for (int column = 0; column < expected.columns(); column++) {
                    see(actual.at(row, column), expected.at(row, column), absolute, relative);
                }
            }
        }

        void check(String what) {
            LOG.info(() -> "%s: largest difference %.2e".formatted(what, difference));
            assertThat(share)
                    .as(what + ": largest difference " + difference + ", as share of its tolerance")
                    .isLessThanOrEqualTo(1);
        }
    }
}
