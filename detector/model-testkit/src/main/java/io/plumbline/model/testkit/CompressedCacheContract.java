package io.plumbline.model.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.model.ActivationTrace;
import io.plumbline.model.Capture;
import io.plumbline.model.CapturePlan;
import io.plumbline.model.ErrorCode;
import io.plumbline.model.FloatMatrix;
import io.plumbline.model.ForwardRequest;
import io.plumbline.model.HeadId;
import io.plumbline.model.HookPoint;
import io.plumbline.model.InstrumentedModel;
import io.plumbline.model.Intervention;
import io.plumbline.model.InterventionPlan;
import io.plumbline.model.KnockoutMode;
import io.plumbline.model.ModelConfig;
import io.plumbline.model.ModelWeights;
import io.plumbline.model.Phase;
import io.plumbline.model.PlumblineException;
import io.plumbline.model.RequestChecks;
import io.plumbline.model.TokenIds;
import io.plumbline.model.TokenSpan;
import io.plumbline.model.kv.KvCache;
import io.plumbline.model.kv.KvHead;
import io.plumbline.model.kv.KvPolicy;
import io.plumbline.model.kv.KvPrefill;
import io.plumbline.model.kv.KvRule;
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
 * What a model owes those who compress its cache, on every {@link TinyModel}; the oracle is {@link ReferenceModel#inDouble}.
 * A test class per implementation extends it and says how to open one.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class CompressedCacheContract {
    private static final int PROMPT = 30;
    private static final int LENGTH = 41;
    private static final Tolerances TOLERANCES = new Tolerances(1e-4, 1e-4);

    private final Map<TinyModel, Subject> subjects = new EnumMap<>(TinyModel.class);

    /** The implementation under test, over these weights. The contract closes it. */
    protected abstract InstrumentedModel open(ModelWeights weights);

    /** How far values may lie from those of another order of summation. */
    protected Tolerances tolerances() {
        return TOLERANCES;
    }

    private record Subject(TinyModel tiny, InstrumentedModel model, InstrumentedModel oracle) {
        ModelConfig config() {
            return tiny.config();
        }

        TokenIds ids() {
            return TinyLlama.tokens(config(), LENGTH, 7);
        }

        TokenIds prompt() {
            return ids().slice(0, PROMPT);
        }

        TokenIds rest() {
            return ids().slice(PROMPT, LENGTH);
        }

        CapturePlan everything(TokenSpan rows) {
            return CapturePlan.of(EveryCapture.of(config(), rows).captures().stream()
                    .filter(capture -> !RequestChecks.readsAttention(capture))
                    .toList());
        }
    }

    /** One policy of each rule, and one in which heads of a layer differ. */
    private static List<KvPolicy> policies(ModelConfig config) {
        List<KvRule> rules = List.of(
                new KvRule.Full(),
                new KvRule.Streaming(2, 7, false),
                new KvRule.Streaming(1, 5, true),
                new KvRule.Streaming(0, 3, true),
                new KvRule.Span(1, 2, 0.4),
                new KvRule.Strided(4, 2, 3, 1),
                new KvRule.Budget(12),
                new KvRule.Budget(5));
        Stream<KvPolicy> one = rules.stream().map(rule -> KvPolicy.uniform(rule.toString(), config, rule));
        KvPolicy mixed =
                KvPolicy.of("mixed", config, head -> rules.get((3 * head.layer() + head.head()) % rules.size()));
        return Stream.concat(one, Stream.of(mixed)).toList();
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
    Stream<DynamicTest> everyPolicyEqualsTheOracle() {
        return eachModel(s -> {
            CapturePlan plan = s.everything(new TokenSpan(PROMPT, LENGTH));
            ForwardRequest rest = ForwardRequest.of(s.rest(), plan);
            try (KvPrefill prefill = KvPrefill.run(s.model(), s.prompt());
                    KvPrefill expected = KvPrefill.run(s.oracle(), s.prompt())) {
                for (KvPolicy policy : policies(s.config())) {
                    try (KvCache cache = prefill.compressed(policy);
                            KvCache oracle = expected.compressed(policy)) {
                        assertClose(
                                policy.name(),
                                extend(s, cache, rest),
                                s.oracle().extend(oracle, rest),
                                plan);
                        assertThat(cache.length()).isEqualTo(LENGTH);
                    }
                }
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> aPassOfSeveralTokensEqualsAsManyPassesOfOne() {
        return eachModel(s -> {
            Capture all = new HookPoint.Logits(new TokenSpan(PROMPT, LENGTH));
            try (KvPrefill prefill = KvPrefill.run(s.model(), s.prompt())) {
                for (KvPolicy policy : policies(s.config())) {
                    try (KvCache together = prefill.compressed(policy);
                            KvCache apart = prefill.compressed(policy)) {
                        FloatMatrix whole = extend(s, together, ForwardRequest.of(s.rest(), CapturePlan.of(all)))
                                .get(all);
                        for (int i = PROMPT; i < LENGTH; i++) {
                            Capture one = new HookPoint.Logits(new TokenSpan(i, i + 1));
                            TokenIds token = s.ids().slice(i, i + 1);
                            FloatMatrix step = extend(s, apart, ForwardRequest.of(token, CapturePlan.of(one)))
                                    .get(one);
                            FloatMatrix row = FloatMatrix.of(1, whole.columns(), whole.row(i - PROMPT));
                            tolerances().assertClose(policy.name() + " at " + i, step, row);
                        }
                        assertThat(apart.bytesByHead()).isEqualTo(together.bytesByHead());
                    }
                }
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> whatHoldsEverythingEqualsThePlainCache() {
        return eachModel(s -> {
            CapturePlan plan = s.everything(new TokenSpan(PROMPT, LENGTH));
            ForwardRequest rest = ForwardRequest.of(s.rest(), plan);
            List<KvRule> wide = List.of(
                    new KvRule.Full(),
                    new KvRule.Streaming(0, LENGTH, false),
                    new KvRule.Streaming(0, LENGTH, true),
                    new KvRule.Streaming(PROMPT, LENGTH - PROMPT, false),
                    new KvRule.Span(0, 0, 1),
                    new KvRule.Strided(1, 1, 1, 0),
                    new KvRule.Budget(PROMPT));
            try (KvPrefill prefill = KvPrefill.run(s.model(), s.prompt());
                    KvCache plain = prefill.uncompressed()) {
                ActivationTrace expected = extend(s, plain, rest);
                for (KvRule rule : wide) {
                    KvPolicy policy = KvPolicy.uniform(rule.toString(), s.config(), rule);
                    try (KvCache cache = prefill.compressed(policy)) {
                        assertClose(policy.name(), extend(s, cache, rest), expected, plan);
                    }
                }
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> whatNoHeadHoldsIsForgotten() {
        return eachModel(s -> {
            // a row sees 3 tokens, in each layer: the first token is out of reach of the last
            KvPolicy policy = KvPolicy.uniform("short", s.config(), new KvRule.Streaming(0, 3, false));
            TokenIds other = TokenIds.of((s.ids().at(0) + 1) % s.config().vocabulary())
                    .concat(s.ids().slice(1, LENGTH));
            assertThat(lastLogits(s, policy, other)).isEqualTo(lastLogits(s, policy, s.ids()));
            KvPolicy sink = KvPolicy.uniform("sink", s.config(), new KvRule.Streaming(1, 3, false));
            assertThat(lastLogits(s, sink, other)).isNotEqualTo(lastLogits(s, sink, s.ids()));
        });
    }

    /** Of a cache that keeps to the policy from the first token on. */
    private float[] lastLogits(Subject s, KvPolicy policy, TokenIds ids) {
        Capture logits = new HookPoint.Logits(new TokenSpan(LENGTH - 1, LENGTH));
        try (KvCache empty = s.model().newCache();
                KvCache cache = s.model().compress(empty, policy)) {
            return extend(s, cache, ForwardRequest.of(ids, CapturePlan.of(logits)))
                    .get(logits)
                    .toArray();
        }
    }

    @TestFactory
    Stream<DynamicTest> bytesAreThoseOfTheEntriesHeld() {
        return eachModel(s -> {
            ModelConfig config = s.config();
            try (KvPrefill prefill = KvPrefill.run(s.model(), s.prompt());
                    KvCache plain = prefill.uncompressed()) {
                long entry = plain.bytesByHead().total()
                        / ((long) PROMPT * KvHead.all(config).size());
                for (KvPolicy policy : policies(config)) {
                    KvPolicy resolved = prefill.observation().resolve(policy);
                    try (KvCache cache = prefill.compressed(policy)) {
                        assertThat(cache.bytesByHead().total()).isEqualTo(entry * resolved.entries(config, PROMPT));
                        extend(s, cache, ForwardRequest.of(s.rest(), CapturePlan.NONE));
                        assertThat(cache.bytesByHead().total()).isEqualTo(entry * resolved.entries(config, LENGTH));
                        assertThat(cache.bytes()).isEqualTo(cache.bytesByHead().total());
                    }
                }
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> branchesGrowApart() {
        return eachModel(s -> {
            CapturePlan plan = s.everything(new TokenSpan(PROMPT, LENGTH));
            ForwardRequest one = ForwardRequest.of(s.rest(), plan);
            ForwardRequest other = ForwardRequest.of(TinyLlama.tokens(s.config(), LENGTH - PROMPT, 22), plan);
            try (KvPrefill prefill = KvPrefill.run(s.model(), s.prompt())) {
                for (KvPolicy policy : policies(s.config())) {
                    try (KvCache cache = prefill.compressed(policy);
                            KvCache branch = cache.branch();
                            KvCache alone = prefill.compressed(policy)) {
                        extend(s, branch, other);
                        assertThat(cache.length()).isEqualTo(PROMPT);
                        assertSameBits(extend(s, cache, one), extend(s, alone, one), plan);
                    }
                }
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> interventionsWorkAsOnAPlainCache() {
        return eachModel(s -> {
            CapturePlan plan = s.everything(new TokenSpan(PROMPT, LENGTH));
            KvPolicy full = KvPolicy.full(s.config());
            try (KvPrefill prefill = KvPrefill.run(s.model(), s.prompt())) {
                for (Intervention change : EveryCapture.interventions(s.config(), Phase.DECODE)) {
                    ForwardRequest request =
                            new ForwardRequest(s.rest(), plan, InterventionPlan.of(change), PROMPT + 3);
                    try (KvCache cache = prefill.compressed(full);
                            KvCache plain = prefill.uncompressed()) {
                        boolean uniform =
                                change instanceof Intervention.HeadKnockout k && k.mode() == KnockoutMode.UNIFORM;
                        if (uniform
                                || change instanceof Intervention.HeadWindow
                                || change instanceof Intervention.KeyScale) {
                            assertRefused(() -> extend(s, cache, request));
                        } else {
                            assertClose(change.toString(), extend(s, cache, request), extend(s, plain, request), plan);
                        }
                    }
                }
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> whatCannotBeIsRefusedAndLeavesTheCacheAsItWas() {
        return eachModel(s -> {
            ModelConfig config = s.config();
            KvPolicy streaming = KvPolicy.uniform("streaming", config, new KvRule.Streaming(1, 6, true));
            try (KvPrefill prefill = KvPrefill.run(s.model(), s.prompt());
                    KvCache plain = prefill.uncompressed();
                    KvCache cache = prefill.compressed(streaming)) {
                KvPolicy budget = KvPolicy.uniform("budget", config, new KvRule.Budget(9));
                assertRefused(() -> s.model().compress(plain, budget));
                assertRefused(() -> s.model().compress(cache, streaming));
                KvPolicy tooLong = prefill.observation().resolve(budget);
                plain.truncate(PROMPT - 1);
                assertRefused(() -> s.model().compress(plain, tooLong));
                KvPolicy foreign = new KvPolicy("foreign", 1, 1, List.of(new KvRule.Full()));
                assertRefused(() -> s.model().compress(plain, foreign));
                assertRefused(() -> cache.truncate(PROMPT - 1));
                assertThatThrownBy(() -> cache.truncate(PROMPT + 1)).isInstanceOf(IllegalArgumentException.class);
                cache.truncate(PROMPT);
                TokenSpan rows = new TokenSpan(PROMPT, LENGTH);
                Capture pattern = new HookPoint.AttentionPattern(new HeadId(0, 0), rows);
                assertRefused(() -> extend(s, cache, ForwardRequest.of(s.rest(), CapturePlan.of(pattern))));
                ForwardRequest rest = ForwardRequest.of(s.rest(), s.everything(rows));
                try (KvCache alone = prefill.compressed(streaming)) {
                    assertSameBits(extend(s, cache, rest), extend(s, alone, rest), rest.captures());
                }
                try (KvCache other = s.oracle().newCache()) {
                    assertThatThrownBy(() -> s.model().compress(other, streaming))
                            .isInstanceOf(IllegalArgumentException.class);
                }
            }
        });
    }

    private static ActivationTrace extend(Subject s, KvCache cache, ForwardRequest request) {
        return s.model().extend(cache, request);
    }

    private void assertClose(String what, ActivationTrace actual, ActivationTrace expected, CapturePlan plan) {
        for (Capture capture : plan.captures()) {
            tolerances().assertClose(what + ": " + capture, actual.get(capture), expected.get(capture));
        }
    }

    private static void assertSameBits(ActivationTrace actual, ActivationTrace expected, CapturePlan plan) {
        for (Capture capture : plan.captures()) {
            assertThat(actual.get(capture).toArray())
                    .as(capture.toString())
                    .isEqualTo(expected.get(capture).toArray());
        }
    }

    private static void assertRefused(Runnable call) {
        assertThatThrownBy(call::run).isInstanceOfSatisfying(PlumblineException.class, e -> assertThat(e.code())
                .isEqualTo(ErrorCode.INVALID_REQUEST));
    }
}
