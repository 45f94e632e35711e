package io.plumbline.model.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.model.ActivationTrace;
import io.plumbline.model.Capture;
import io.plumbline.model.CapturePlan;
import io.plumbline.model.DivergenceMode;
import io.plumbline.model.FloatMatrix;
import io.plumbline.model.ForwardRequest;
import io.plumbline.model.HookPoint;
import io.plumbline.model.InstrumentedModel;
import io.plumbline.model.ModelConfig;
import io.plumbline.model.Reduction;
import io.plumbline.model.RopeScaling;
import io.plumbline.model.TokenIds;
import io.plumbline.model.TokenSpan;
import io.plumbline.model.kv.KvCache;
import io.plumbline.model.reference.ReferenceModel;
import io.plumbline.model.testkit.EveryCapture;
import io.plumbline.model.testkit.TinyLlama;
import io.plumbline.model.testkit.TinyModel;
import io.plumbline.model.testkit.Tolerances;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the engine owes beyond the common contract. */
class DjlModelTest {
    private static final Path MEMORY = Path.of("/proc/self/statm");
    private static final int PAGE_BYTES = 4096;

    /** Longer than the blocks of attention, FFN and captures, so that their seams are crossed. */
    @Test
    void longSequencesCrossTheSeamsOfBlocks() {
        ModelConfig config = new ModelConfig(
                "llama", 2, 24, 4, 2, 8, 40, 53, 4096, 1e-5f, 10_000f, new RopeScaling.None(), false, true);
        TokenIds ids = TinyLlama.tokens(config, 331, 9);
        CapturePlan plan = EveryCapture.of(config, new TokenSpan(130, 331));
        try (InstrumentedModel model = open(TinyLlama.of(config, 4), NumberFormat.FLOAT32);
                InstrumentedModel oracle = ReferenceModel.inDouble(TinyLlama.of(config, 4));
                KvCache cache = model.newCache()) {
            ActivationTrace expected = oracle.forward(ForwardRequest.of(ids, plan));
            assertClose(model.forward(ForwardRequest.of(ids, plan)), expected, plan);
            model.extend(cache, ForwardRequest.of(ids.slice(0, 130), CapturePlan.NONE));
            assertClose(model.extend(cache, ForwardRequest.of(ids.slice(130, 331), plan)), expected, plan);
        }
    }

    @Test
    void aPassDoesNotDivergeFromItself() {
        ModelConfig config = TinyModel.UNTIED.config();
        TokenIds ids = TinyLlama.tokens(config, 17, 9);
        HookPoint.FinalNorm states = new HookPoint.FinalNorm(new TokenSpan(5, 17));
        try (InstrumentedModel model = open(TinyModel.UNTIED.weights(), NumberFormat.FLOAT32)) {
            FloatMatrix own = model.forward(ForwardRequest.of(ids, CapturePlan.of(states)))
                    .get(states);
            for (DivergenceMode mode : DivergenceMode.values()) {
                Reduction same = new Reduction.PredictionDivergence(own, mode, states.rows());
                FloatMatrix found = model.forward(ForwardRequest.of(ids, CapturePlan.of(same)))
                        .get(same);
                Tolerances.assertClose(found, FloatMatrix.of(12, 1, new float[12]), 1e-6, 0);
            }
        }
    }

    private static void assertClose(ActivationTrace actual, ActivationTrace expected, CapturePlan plan) {
        for (Capture capture : plan.captures()) {
            // a rank or a hit may move by one where two numbers are equal but for rounding
            boolean counts = capture instanceof Reduction.LensRank || capture instanceof Reduction.TopKeyHits;
            Tolerances within = counts ? new Tolerances(1, 0) : new Tolerances(2e-4, 2e-4);
            within.assertClose(capture.toString(), actual.get(capture), expected.get(capture));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"FLOAT16", "BFLOAT16"})
    void shortNumberFormatsRunEveryCapture(NumberFormat format) {
        for (TinyModel tiny : List.of(TinyModel.GROUPED_QUERY, TinyModel.QWEN2)) {
            TokenIds ids = TinyLlama.tokens(tiny.config(), 17, 7);
            TokenSpan rows = new TokenSpan(0, 17);
            Capture next = new Reduction.NextToken(rows);
            try (InstrumentedModel model = open(tiny.weights(), format);
                    InstrumentedModel oracle = ReferenceModel.inDouble(tiny.weights())) {
                CapturePlan plan = EveryCapture.of(tiny.config(), rows).and(CapturePlan.of(next));
                ActivationTrace actual = model.forward(ForwardRequest.of(ids, plan));
                ActivationTrace expected = oracle.forward(ForwardRequest.of(ids, plan));
                double worst = 0;
                for (int row = 0; row < 16; row++) {
                    worst = Math.max(
                            worst,
                            Math.abs(actual.get(next).at(row, 0)
                                    - expected.get(next).at(row, 0)));
                }
                assertThat(worst).isLessThan(format == NumberFormat.FLOAT16 ? 0.1 : 0.6);
                assertThat(model.environment().dtype()).isEqualTo(format.label());
            }
        }
    }

    @Test
    void callersOnManyThreadsGetTheSameBits() throws Exception {
        ModelConfig config = TinyModel.GROUPED_QUERY.config();
        TokenSpan rows = new TokenSpan(0, 17);
        CapturePlan plan = EveryCapture.of(config, rows);
        ForwardRequest request = ForwardRequest.of(TinyLlama.tokens(config, 17, 7), plan);
        try (InstrumentedModel model = open(TinyModel.GROUPED_QUERY.weights(), NumberFormat.FLOAT32)) {
            ActivationTrace alone = model.forward(request);
            ExecutorService callers = Executors.newFixedThreadPool(4);
            try {
                List<Callable<ActivationTrace>> calls = new ArrayList<>();
                for (int i = 0; i < 16; i++) {
                    calls.add(() -> model.forward(request));
                }
                for (Future<ActivationTrace> each : callers.invokeAll(calls)) {
                    for (Capture capture : plan.captures()) {
                        assertThat(each.get().get(capture)).isEqualTo(alone.get(capture));
                    }
                }
            } finally {
                callers.shutdownNow();
            }
        }
    }

    @Test
    void memoryStaysWhereItIsOverManyPasses() throws IOException {
        Assumptions.assumeTrue(Files.isReadable(MEMORY), "only Linux tells a process's memory this way");
        ModelConfig config = new ModelConfig(
                "llama", 2, 64, 4, 2, 16, 128, 4000, 4096, 1e-5f, 10_000f, new RopeScaling.None(), false, true);
        TokenIds ids = TinyLlama.tokens(config, 200, 3);
        CapturePlan plan = EveryCapture.of(config, new TokenSpan(160, 200));
        try (InstrumentedModel model = open(TinyLlama.of(config, 4), NumberFormat.FLOAT32)) {
            repeat(model, ids, plan, 40);
            // the resident set has the Java heap in it, which grows now and then; a leak grows in every round
            long least = Long.MAX_VALUE;
            for (int round = 0; round < 3; round++) {
                long before = residentBytes();
                repeat(model, ids, plan, 80);
                least = Math.min(least, residentBytes() - before);
            }
            // one pass holds about 10 MB of tensors: a leak of one of them would show
            assertThat(least).isLessThan(64L << 20);
        }
    }

    private static void repeat(InstrumentedModel model, TokenIds ids, CapturePlan plan, int times) {
        for (int i = 0; i < times; i++) {
            model.forward(ForwardRequest.of(ids, plan));
            try (KvCache cache = model.newCache()) {
                model.extend(cache, ForwardRequest.of(ids, CapturePlan.NONE));
                try (KvCache branch = cache.branch()) {
                    model.extend(cache, ForwardRequest.of(TokenIds.of(1), CapturePlan.NONE));
                    model.extend(branch, ForwardRequest.of(TokenIds.of(2), CapturePlan.NONE));
                }
            }
        }
    }

    /** After a full collection, which gives the heap back: what is left to grow is libtorch's. */
    private static long residentBytes() throws IOException {
        System.gc();
        return Long.parseLong(Files.readString(MEMORY).split(" ")[1]) * PAGE_BYTES;
    }

    @Test
    void aBranchCostsNothingUntilItWritesBehindAnother() {
        ModelConfig config = TinyModel.UNTIED.config();
        try (InstrumentedModel model = open(TinyModel.UNTIED.weights(), NumberFormat.FLOAT32);
                KvCache cache = model.newCache()) {
            model.extend(cache, ForwardRequest.of(TinyLlama.tokens(config, 20, 1), CapturePlan.NONE));
            try (KvCache branch = cache.branch()) {
                assertThat(branch.bytes()).isEqualTo(cache.bytes());
                assertThat(branch.length()).isEqualTo(20);
            }
            cache.close();
            assertThatThrownBy(cache::length).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void aClosedModelRefuses() {
        InstrumentedModel model = open(TinyModel.UNTIED.weights(), NumberFormat.FLOAT32);
        model.close();
        model.close();
        assertThatThrownBy(() -> model.forward(ForwardRequest.of(TokenIds.of(1), CapturePlan.NONE)))
                .isInstanceOf(IllegalStateException.class);
    }

    private static InstrumentedModel open(TinyLlama weights, NumberFormat format) {
        return DjlModel.load(weights, "cpu", format, 1);
    }
}
