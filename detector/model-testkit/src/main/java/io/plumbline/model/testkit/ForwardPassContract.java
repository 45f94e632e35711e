package io.plumbline.model.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.model.ActivationTrace;
import io.plumbline.model.Capture;
import io.plumbline.model.CapturePlan;
import io.plumbline.model.DivergenceMode;
import io.plumbline.model.ErrorCode;
import io.plumbline.model.FloatMatrix;
import io.plumbline.model.ForwardRequest;
import io.plumbline.model.HeadId;
import io.plumbline.model.HookPoint;
import io.plumbline.model.InstrumentedModel;
import io.plumbline.model.Intervention;
import io.plumbline.model.InterventionPlan;
import io.plumbline.model.KeySet;
import io.plumbline.model.KnockoutMode;
import io.plumbline.model.ModelConfig;
import io.plumbline.model.ModelWeights;
import io.plumbline.model.Phase;
import io.plumbline.model.PlumblineException;
import io.plumbline.model.Reduction;
import io.plumbline.model.ResidualSite;
import io.plumbline.model.TokenIds;
import io.plumbline.model.TokenSpan;
import io.plumbline.model.kv.KvCache;
import io.plumbline.model.reference.ReferenceModel;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;

/**
 * What every {@link InstrumentedModel} owes its callers, on every {@link TinyModel}; the oracle is
 * {@link ReferenceModel#inDouble}. A test class per implementation extends it and says how to open one.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class ForwardPassContract {
    private static final int LENGTH = 17;
    private static final int DECODE_FROM = 11;
    private static final TokenSpan ALL = new TokenSpan(0, LENGTH);

    private final Map<TinyModel, Subject> subjects = new EnumMap<>(TinyModel.class);

    /** The implementation under test, over these weights. The contract closes it. */
    protected abstract InstrumentedModel open(ModelWeights weights);

    /** How far a value may lie from the oracle's. The default suits float32. */
    protected Tolerances tolerances(Capture capture) {
        return capture instanceof Reduction.LensRank || capture instanceof Reduction.TopKeyHits
                ? new Tolerances(0, 0)
                : new Tolerances(1e-4, 1e-4);
    }

    /** A model under test beside its oracle. */
    private record Subject(TinyModel tiny, InstrumentedModel model, InstrumentedModel oracle) {
        ModelConfig config() {
            return tiny.config();
        }

        TokenIds ids() {
            return TinyLlama.tokens(config(), LENGTH, 7);
        }

        CapturePlan everything(TokenSpan rows) {
            return EveryCapture.of(config(), rows);
        }
    }

    private Stream<DynamicTest> eachModel(Consumer<Subject> test) {
        return Stream.of(TinyModel.values())
                .map(tiny -> DynamicTest.dynamicTest(tiny.name(), () -> test.accept(subject(tiny))));
    }

    private Subject subject(TinyModel tiny) {
        return subjects.computeIfAbsent(
                tiny, t -> new Subject(t, open(t.weights()), ReferenceModel.inDouble(t.weights())));
    }

    @AfterAll
    void closeModels() {
        for (Subject subject : subjects.values()) {
            subject.model().close();
            subject.oracle().close();
        }
    }

    @TestFactory
    Stream<DynamicTest> everyCaptureEqualsTheOracle() {
        return eachModel(s -> {
            ForwardRequest request = ForwardRequest.of(s.ids(), s.everything(ALL));
            assertClose(s.model().forward(request), s.oracle().forward(request), request.captures());
        });
    }

    @TestFactory
    Stream<DynamicTest> someRowsEqualTheSameRowsOfAll() {
        return eachModel(s -> {
            ForwardRequest request = ForwardRequest.of(s.ids(), s.everything(new TokenSpan(9, 12)));
            assertClose(s.model().forward(request), s.oracle().forward(request), request.captures());
        });
    }

    @TestFactory
    Stream<DynamicTest> oneTokenAndAFullWindowRun() {
        return eachModel(s -> {
            for (int length : List.of(1, TinyModel.CONTEXT_LENGTH)) {
                TokenSpan rows = new TokenSpan(length - 1, length);
                CapturePlan plan = CapturePlan.of(new HookPoint.Logits(rows), new Reduction.NextToken(rows));
                ForwardRequest request = ForwardRequest.of(TinyLlama.tokens(s.config(), length, 3), plan);
                assertClose(s.model().forward(request), s.oracle().forward(request), plan);
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> equalRequestsGiveEqualBitsWhateverRanBetween() {
        return eachModel(s -> {
            ForwardRequest request = ForwardRequest.of(s.ids(), s.everything(ALL));
            ActivationTrace first = s.model().forward(request);
            s.model().forward(ForwardRequest.of(TinyLlama.tokens(s.config(), 40, 8), CapturePlan.NONE));
            assertSameBits(s.model().forward(request), first, request.captures());
        });
    }

    @TestFactory
    Stream<DynamicTest> bitsDoNotDependOnTheCapturePlan() {
        return eachModel(s -> {
            CapturePlan everything = s.everything(ALL);
            ActivationTrace together = s.model().forward(ForwardRequest.of(s.ids(), everything));
            for (Capture capture : everything.captures()) {
                CapturePlan alone = CapturePlan.of(capture);
                assertSameBits(s.model().forward(ForwardRequest.of(s.ids(), alone)), together, alone);
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> cachedPassesEqualOnePass() {
        return eachModel(s -> {
            for (int split : List.of(1, 8, LENGTH - 1)) {
                CapturePlan plan = s.everything(new TokenSpan(split, LENGTH));
                ActivationTrace whole = s.oracle().forward(ForwardRequest.of(s.ids(), plan));
                try (KvCache cache = s.model().newCache()) {
                    s.model().extend(cache, ForwardRequest.of(s.ids().slice(0, split), CapturePlan.NONE));
                    ForwardRequest rest = ForwardRequest.of(s.ids().slice(split, LENGTH), plan);
                    assertClose(s.model().extend(cache, rest), whole, plan);
                    assertThat(cache.length()).isEqualTo(LENGTH);
                    assertThat(cache.bytes()).isPositive();
                }
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> tokenByTokenEqualsOnePass() {
        return eachModel(s -> {
            CapturePlan all = CapturePlan.of(new HookPoint.Logits(ALL));
            FloatMatrix whole = s.oracle()
                    .forward(ForwardRequest.of(s.ids(), all))
                    .get(all.captures().get(0));
            try (KvCache cache = s.model().newCache()) {
                for (int i = 0; i < LENGTH; i++) {
                    Capture logits = new HookPoint.Logits(new TokenSpan(i, i + 1));
                    ActivationTrace step =
                            s.model().extend(cache, ForwardRequest.of(s.ids().slice(i, i + 1), CapturePlan.of(logits)));
                    FloatMatrix expected = FloatMatrix.of(1, whole.columns(), whole.row(i));
                    tolerances(logits).assertClose("step " + i, step.get(logits), expected);
                }
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> branchesGrowApart() {
        return eachModel(s -> {
            TokenIds prefix = s.ids().slice(0, 10);
            TokenIds left = TinyLlama.tokens(s.config(), 4, 21);
            TokenIds right = TinyLlama.tokens(s.config(), 4, 22);
            try (KvCache cache = s.model().newCache()) {
                s.model().extend(cache, ForwardRequest.of(prefix, CapturePlan.NONE));
                try (KvCache branch = cache.branch()) {
                    extendAndCompare(s, branch, prefix, left);
                    assertThat(cache.length()).isEqualTo(10);
                    extendAndCompare(s, cache, prefix, right);
                    extendAndCompare(s, branch, prefix.concat(left), right);
                }
                extendAndCompare(s, cache, prefix.concat(right), left);
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> truncationForgets() {
        return eachModel(s -> {
            TokenIds next = TinyLlama.tokens(s.config(), 3, 23);
            try (KvCache cache = s.model().newCache()) {
                s.model().extend(cache, ForwardRequest.of(s.ids(), CapturePlan.NONE));
                try (KvCache branch = cache.branch()) {
                    cache.truncate(9);
                    assertThat(cache.length()).isEqualTo(9);
                    extendAndCompare(s, cache, s.ids().slice(0, 9), next);
                    extendAndCompare(s, branch, s.ids(), next);
                }
                cache.truncate(0);
                extendAndCompare(s, cache, TokenIds.of(), s.ids());
                assertThatThrownBy(() -> cache.truncate(LENGTH + 1)).isInstanceOf(IllegalArgumentException.class);
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> aRefusedRequestLeavesTheCacheAsItWas() {
        return eachModel(s -> {
            try (KvCache cache = s.model().newCache()) {
                s.model().extend(cache, ForwardRequest.of(s.ids(), CapturePlan.NONE));
                TokenIds tooMany = TinyLlama.tokens(s.config(), TinyModel.CONTEXT_LENGTH, 1);
                assertRefused(ErrorCode.INPUT_TOO_LONG, () -> s.model()
                        .extend(cache, ForwardRequest.of(tooMany, CapturePlan.NONE)));
                CapturePlan cachedRow = CapturePlan.of(new HookPoint.FinalNorm(new TokenSpan(LENGTH - 1, LENGTH)));
                assertRefused(ErrorCode.INVALID_REQUEST, () -> s.model()
                        .extend(cache, ForwardRequest.of(TokenIds.of(1), cachedRow)));
                assertThat(cache.length()).isEqualTo(LENGTH);
                extendAndCompare(s, cache, s.ids(), TokenIds.of(1, 2));
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> aCacheOfAnotherModelIsRefused() {
        return eachModel(s -> {
            try (KvCache foreign = s.oracle().newCache()) {
                assertThatThrownBy(() -> s.model().extend(foreign, ForwardRequest.of(s.ids(), CapturePlan.NONE)))
                        .isInstanceOf(IllegalArgumentException.class);
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> interventionsWithoutEffectLeaveTheBitsAlone() {
        return eachModel(s -> {
            CapturePlan plan = s.everything(ALL);
            ActivationTrace plain = s.model().forward(ForwardRequest.of(s.ids(), plan));
            List<HeadId> heads = EveryCapture.heads(s.config());
            InterventionPlan byOne = InterventionPlan.of(
                    new Intervention.HeadScale(heads, 1f, Phase.BOTH), new Intervention.FfnScale(0, 1f, Phase.BOTH));
            InterventionPlan noRow = InterventionPlan.of(
                    new Intervention.HeadKnockout(heads, KnockoutMode.ZERO, Phase.DECODE),
                    new Intervention.FfnScale(0, 0f, Phase.DECODE));
            for (InterventionPlan idle : List.of(InterventionPlan.NONE, byOne, noRow)) {
                assertSameBits(s.model().forward(new ForwardRequest(s.ids(), plan, idle, LENGTH)), plain, plan);
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> everyInterventionEqualsTheOracle() {
        return eachModel(s -> {
            for (Phase phase : Phase.values()) {
                for (Intervention change : EveryCapture.interventions(s.config(), phase)) {
                    ForwardRequest request =
                            new ForwardRequest(s.ids(), s.everything(ALL), InterventionPlan.of(change), DECODE_FROM);
                    assertClose(s.model().forward(request), s.oracle().forward(request), request.captures());
                }
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> interventionsApplyInTheOrderOfThePlan() {
        return eachModel(s -> {
            List<Intervention> one = EveryCapture.interventions(s.config(), Phase.BOTH);
            Intervention mean = one.get(2);
            Intervention scale = one.get(3);
            Intervention decodeOnly =
                    EveryCapture.interventions(s.config(), Phase.DECODE).get(0);
            for (List<Intervention> order :
                    List.of(List.of(mean, scale), List.of(scale, mean), List.of(scale, decodeOnly, scale), one)) {
                ForwardRequest request =
                        new ForwardRequest(s.ids(), s.everything(ALL), new InterventionPlan(order), DECODE_FROM);
                assertClose(s.model().forward(request), s.oracle().forward(request), request.captures());
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> rowsBeforeTheFirstTouchedOneKeepTheirBits() {
        return eachModel(s -> {
            CapturePlan before = CapturePlan.of(
                    new HookPoint.FinalNorm(new TokenSpan(0, DECODE_FROM)),
                    new HookPoint.Residual(s.config().layers() - 1, ResidualSite.MID, new TokenSpan(0, DECODE_FROM)));
            ActivationTrace plain = s.model().forward(ForwardRequest.of(s.ids(), before));
            for (Intervention change : EveryCapture.interventions(s.config(), Phase.DECODE)) {
                ForwardRequest request = new ForwardRequest(s.ids(), before, InterventionPlan.of(change), DECODE_FROM);
                assertSameBits(s.model().forward(request), plain, before);
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> interventionsOnCachedPassesEqualOnePass() {
        return eachModel(s -> {
            int split = 9;
            CapturePlan plan = s.everything(new TokenSpan(split, LENGTH));
            for (Phase phase : Phase.values()) {
                for (Intervention change : EveryCapture.interventions(s.config(), phase)) {
                    InterventionPlan changes = InterventionPlan.of(change);
                    ActivationTrace whole = s.oracle().forward(new ForwardRequest(s.ids(), plan, changes, DECODE_FROM));
                    try (KvCache cache = s.model().newCache()) {
                        TokenIds head = s.ids().slice(0, split);
                        s.model().extend(cache, new ForwardRequest(head, CapturePlan.NONE, changes, DECODE_FROM));
                        TokenIds tail = s.ids().slice(split, LENGTH);
                        assertClose(
                                s.model().extend(cache, new ForwardRequest(tail, plan, changes, DECODE_FROM)),
                                whole,
                                plan);
                    }
                }
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> whatTheModelLacksIsRefused() {
        return eachModel(s -> {
            ModelConfig config = s.config();
            HeadId noHead = new HeadId(0, config.heads());
            KeySet noKeys = KeySet.range(LENGTH, LENGTH + 1);
            HeadId head = new HeadId(0, 0);
            for (Capture capture : List.<Capture>of(
                    new HookPoint.FinalNorm(new TokenSpan(0, LENGTH + 1)),
                    new HookPoint.FinalNorm(new TokenSpan(3, 3)),
                    new HookPoint.Residual(config.layers(), ResidualSite.PRE, ALL),
                    new HookPoint.AttentionPattern(noHead, ALL),
                    new HookPoint.HeadOutput(new HeadId(config.layers(), 0), ALL),
                    new Reduction.AttentionEntropy(List.of(head, noHead), ALL),
                    new Reduction.AttentionMass(List.of(head), List.of(noKeys), ALL),
                    new Reduction.TopKeyHits(List.of(noHead), List.of(KeySet.range(0, 1)), 1, ALL),
                    new Reduction.PredictionDivergence(
                            FloatMatrix.of(LENGTH, 1, new float[LENGTH]), DivergenceMode.JENSEN_SHANNON, ALL),
                    new Reduction.AttendedStateCosine(List.of(head), noKeys, 1, ALL))) {
                ForwardRequest request = ForwardRequest.of(s.ids(), CapturePlan.of(capture));
                assertRefused(ErrorCode.INVALID_REQUEST, () -> s.model().forward(request));
            }
            Map<HeadId, FloatMatrix> tooWide = Map.of(head, FloatMatrix.of(1, 1, 0f));
            for (Intervention change : List.of(
                    new Intervention.HeadScale(List.of(noHead), 2f, Phase.BOTH),
                    new Intervention.FfnScale(config.layers(), 2f, Phase.BOTH),
                    new Intervention.KeyScale(List.of(noHead), KeySet.range(0, 1), 2f, Phase.BOTH),
                    new Intervention.KeyScale(List.of(head), noKeys, 2f, Phase.BOTH),
                    new Intervention.HeadKnockout(List.of(head), KnockoutMode.MEAN, Phase.BOTH, tooWide))) {
                ForwardRequest request = new ForwardRequest(s.ids(), CapturePlan.NONE, InterventionPlan.of(change), 0);
                assertRefused(ErrorCode.INVALID_REQUEST, () -> s.model().forward(request));
            }
            TokenIds noToken = TokenIds.of(config.vocabulary());
            assertRefused(
                    ErrorCode.INVALID_REQUEST, () -> s.model().forward(ForwardRequest.of(noToken, CapturePlan.NONE)));
            TokenIds tooMany = TinyLlama.tokens(config, TinyModel.CONTEXT_LENGTH + 1, 1);
            assertRefused(
                    ErrorCode.INPUT_TOO_LONG, () -> s.model().forward(ForwardRequest.of(tooMany, CapturePlan.NONE)));
        });
    }

    /** Runs {@code next} after the cache, which holds {@code before}, and compares with one oracle pass over both. */
    private void extendAndCompare(Subject s, KvCache cache, TokenIds before, TokenIds next) {
        TokenIds whole = before.concat(next);
        CapturePlan plan = s.everything(new TokenSpan(before.size(), whole.size()));
        ActivationTrace actual = s.model().extend(cache, ForwardRequest.of(next, plan));
        assertClose(actual, s.oracle().forward(ForwardRequest.of(whole, plan)), plan);
    }

    private void assertClose(ActivationTrace actual, ActivationTrace expected, CapturePlan plan) {
        for (Capture capture : plan.captures()) {
            tolerances(capture).assertClose(capture.toString(), actual.get(capture), expected.get(capture));
        }
    }

    private static void assertSameBits(ActivationTrace actual, ActivationTrace expected, CapturePlan plan) {
        for (Capture capture : plan.captures()) {
            assertThat(actual.get(capture).toArray())
                    .as(capture.toString())
                    .isEqualTo(expected.get(capture).toArray());
        }
    }

    private static void assertRefused(ErrorCode code, Runnable call) {
        assertThatThrownBy(call::run).isInstanceOfSatisfying(PlumblineException.class, e -> assertThat(e.code())
                .isEqualTo(code));
    }
}
