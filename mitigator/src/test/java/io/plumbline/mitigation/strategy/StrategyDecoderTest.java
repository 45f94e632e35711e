package io.plumbline.mitigation.strategy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.mitigation.TinyMitigation;
import io.plumbline.model.CapturePlan;
import io.plumbline.model.ErrorCode;
import io.plumbline.model.ForwardRequest;
import io.plumbline.model.HeadId;
import io.plumbline.model.HookPoint;
import io.plumbline.model.InterventionPlan;
import io.plumbline.model.KnockoutMode;
import io.plumbline.model.Phase;
import io.plumbline.model.PlumblineException;
import io.plumbline.model.TokenIds;
import io.plumbline.model.TokenSpan;
import io.plumbline.model.loading.LoadedModel;
import io.plumbline.model.sampling.Decoded;
import io.plumbline.model.sampling.DecodingLoop;
import io.plumbline.model.sampling.TokenSampler;
import io.plumbline.model.testkit.CharacterTokenizer;
import io.plumbline.prompt.Passage;
import io.plumbline.prompt.RagExample;
import io.plumbline.scoring.profile.ScoringMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class StrategyDecoderTest {
    private static final String SOURCE = "test";
    private static final DecodingLimits LIMITS = DecodingLimits.ofTokens(8);
    private static final HeadMask MASK = new HeadMask(TinyMitigation.HEADS, KnockoutMode.UNIFORM, Phase.DECODE);
    private static final AarfTrigger.Range UNIT = new AarfTrigger.Range(0, 1);

    private final LoadedModel loaded = TinyMitigation.reference();
    private final DecodingPrompt prompt = TinyMitigation.prompt(loaded);
    private final StrategyDecoder decoder =
            new StrategyDecoder(loaded, Optional.of(TinyMitigation.smaller()), Optional.empty());

    private static DeCoRe decore(HeadMask mask, ContrastWeight weight) {
        return new DeCoRe(mask, weight, OptionalDouble.empty(), false, SOURCE);
    }

    private static HeadMask mask(Phase phase) {
        return new HeadMask(TinyMitigation.HEADS, KnockoutMode.UNIFORM, phase);
    }

    /** Triggers on every step. */
    private static Aarf aarf(ScoringMode mode, double attention, double ffn) {
        AarfTrigger always = new AarfTrigger.Redeep(TinyMitigation.HEADS, List.of(1), UNIT, UNIT, 0.5, UNIT, -1e9);
        return new Aarf(mode, TinyMitigation.HEADS, attention, List.of(1, 2), ffn, always, SOURCE);
    }

    static List<Strategy> everyStrategy() {
        List<Strategy> all = new ArrayList<>(List.of(
                Regenerate.GREEDY,
                new Regenerate(Optional.of(new Regenerate.Sampling(1.5, 0.9, 7)), SOURCE),
                new ContextAwareDecoding(1, OptionalDouble.empty(), SOURCE),
                new ContextAwareDecoding(2, OptionalDouble.of(0.1), SOURCE),
                new DeCoRe(
                        new HeadMask(List.of(new HeadId(0, 1)), KnockoutMode.ZERO, Phase.BOTH),
                        new ContrastWeight.Static(0.5),
                        OptionalDouble.of(0.1),
                        true,
                        SOURCE),
                aarf(ScoringMode.STRICT, 4, 0.2),
                aarf(ScoringMode.LEGACY, 4, 0.2),
                new Cafe(TinyMitigation.HEADS, 1, TinyMitigation.HEADS, 1, 0.01, SOURCE),
                new Cafe(TinyMitigation.HEADS, 2, TinyMitigation.HEADS, 1, 0.001, SOURCE)));
        for (Phase phase : Phase.values()) {
            all.add(new Knockout(mask(phase), SOURCE));
            all.add(decore(mask(phase), new ContrastWeight.Static(0.5)));
        }
        all.add(decore(MASK, new ContrastWeight.Entropy(false, OptionalDouble.empty())));
        all.add(decore(MASK, new ContrastWeight.Entropy(true, OptionalDouble.empty())));
        all.add(decore(MASK, new ContrastWeight.EntropyGain(OptionalDouble.of(2))));
        return all;
    }

    private TokenIds write(Strategy strategy) {
        return decoder.write(strategy, prompt, LIMITS, () -> false).ids();
    }

    private TokenIds greedy() {
        return DecodingLoop.plain(loaded.model(), LIMITS.newTokens(), Set.of(CharacterTokenizer.END))
                .run(prompt.prompt().ids(), TokenSampler.greedy(), () -> false)
                .ids();
    }

    @Test
    void strategiesThatChangeNothingWriteWhatGreedyWrites() {
        HeadMask nothing = new HeadMask(List.of(), KnockoutMode.UNIFORM, Phase.BOTH);
        assertThat(greedy().size()).isPositive();
        for (Strategy idle : List.of(
                Regenerate.GREEDY,
                new Knockout(nothing, SOURCE),
                new ContextAwareDecoding(0, OptionalDouble.empty(), SOURCE),
                new ContextAwareDecoding(0, OptionalDouble.of(0.1), SOURCE),
                decore(MASK, new ContrastWeight.Static(0)),
                decore(mask(Phase.BOTH), new ContrastWeight.Static(0)),
                decore(nothing, new ContrastWeight.Static(0.5)),
                decore(nothing, new ContrastWeight.Entropy(false, OptionalDouble.empty())),
                decore(MASK, new ContrastWeight.Entropy(false, OptionalDouble.of(0))),
                aarf(ScoringMode.STRICT, 1, 1),
                aarf(ScoringMode.LEGACY, 1, 1),
                new Cafe(TinyMitigation.HEADS, 2, TinyMitigation.HEADS, 1, 1, SOURCE),
                new Cafe(TinyMitigation.HEADS, 5, TinyMitigation.HEADS, 2, 0.01, SOURCE))) {
            assertThat(write(idle)).as(idle.toString()).isEqualTo(greedy());
        }
    }

    @Test
    void everyStrategyWritesTheSameOnBothForwardPassesAndTwice() {
        try (LoadedModel engine = TinyMitigation.engine()) {
            StrategyDecoder other =
                    new StrategyDecoder(engine, Optional.of(TinyMitigation.smaller()), Optional.empty());
            for (Strategy strategy : everyStrategy()) {
                Candidate here = decoder.write(strategy, prompt, LIMITS, () -> false);
                Candidate there = other.write(strategy, prompt, LIMITS, () -> false);
                assertThat(there).as(strategy.toString()).isEqualTo(here);
                assertThat(decoder.write(strategy, prompt, LIMITS, () -> false)).isEqualTo(here);
            }
        }
    }

    @Test
    void mostStrategiesWriteSomethingElse() {
        Set<TokenIds> answers =
                Set.copyOf(everyStrategy().stream().map(this::write).distinct().toList());
        assertThat(answers).hasSizeGreaterThan(6);
    }

    @Test
    void theLikelihoodOfWhatWasWrittenIsThatOfTheTokensChosen() {
        for (Strategy strategy : everyStrategy()) {
            if (strategy instanceof Regenerate regenerate
                    && regenerate.sampling().isPresent()) {
                continue;
            }
            TokenIds written = write(strategy);
            Likelihood greedy =
                    decoder.score(strategy, prompt, List.of(written)).get(0);
            TokenIds other =
                    TokenIds.of((written.at(0) + 1) % CharacterTokenizer.END).concat(written.slice(1, written.size()));
            List<Likelihood> both = decoder.score(strategy, prompt, List.of(other, written));
            // the prompt is shared; what was scored before leaves no trace
            assertThat(both.get(1)).as(strategy.toString()).isEqualTo(greedy);
            assertThat(both.get(0).logProbabilities().get(0))
                    .as(strategy.toString())
                    .isLessThan(greedy.logProbabilities().get(0));
            assertThat(greedy.total()).isNegative().isFinite();
        }
    }

    @Test
    void aScoredContrastIsTheFormulaOfWholePasses() {
        for (Phase phase : Phase.values()) {
            for (ContrastWeight weight : List.of(
                    new ContrastWeight.Static(0.5),
                    new ContrastWeight.Entropy(false, OptionalDouble.empty()),
                    new ContrastWeight.Entropy(true, OptionalDouble.empty()),
                    new ContrastWeight.EntropyGain(OptionalDouble.empty()))) {
                TokenIds continuation = TokenIds.of(3, 14, 15, 9, 26);
                Likelihood likelihood = decoder.score(decore(mask(phase), weight), prompt, List.of(continuation))
                        .get(0);
                List<float[]> base = rows(continuation, InterventionPlan.NONE);
                List<float[]> masked = rows(continuation, mask(phase).plan());
                for (int i = 0; i < continuation.size(); i++) {
                    assertThat(likelihood.logProbabilities().get(i))
                            .as(phase + " " + weight + " token " + i)
                            .isCloseTo(byHand(weight, base.get(i), masked.get(i), continuation.at(i)), within(1e-4));
                }
            }
        }
    }

    /** Logits of the rows that predict the continuation, from one pass over everything. */
    private List<float[]> rows(TokenIds continuation, InterventionPlan plan) {
        TokenIds all = prompt.prompt().ids().concat(continuation);
        int from = prompt.prompt().size() - 1;
        HookPoint logits = new HookPoint.Logits(new TokenSpan(from, all.size() - 1));
        var trace = loaded.model().forward(new ForwardRequest(all, CapturePlan.of(logits), plan, from));
        List<float[]> rows = new ArrayList<>();
        for (int i = 0; i < continuation.size(); i++) {
            rows.add(trace.get(logits).row(i));
        }
        return rows;
    }

    /** As the paper writes it: log-probabilities, and a softmax over what comes out. */
    private static double byHand(ContrastWeight weight, float[] z, float[] masked, int token) {
        double[] p = logSoftmax(z);
        double[] q = logSoftmax(masked);
        double alpha;
        if (weight instanceof ContrastWeight.Static fixed) {
            alpha = fixed.alpha();
        } else if (weight instanceof ContrastWeight.Entropy entropy) {
            alpha = entropy.scaled() ? entropyOf(p) / Math.log(p.length) : entropyOf(p);
        } else {
            alpha = entropyOf(q) - entropyOf(p);
        }
        float[] combined = new float[p.length];
        for (int v = 0; v < p.length; v++) {
            combined[v] = (float) ((1 + alpha) * p[v] - alpha * q[v]);
        }
        return logSoftmax(combined)[token];
    }

    private static double[] logSoftmax(float[] logits) {
        double sum = 0;
        for (float logit : logits) {
            sum += Math.exp(logit);
        }
        double[] result = new double[logits.length];
        for (int v = 0; v < logits.length; v++) {
            result[v] = logits[v] - Math.log(sum);
        }
        return result;
    }

    private static double entropyOf(double[] logProbabilities) {
        double entropy = 0;
        for (double l : logProbabilities) {
            entropy -= Math.exp(l) * l;
        }
        return entropy;
    }

    @Test
    void cadWithoutPassagesIsGreedyAndAKnockoutOfAllPhasesEqualsWholePasses() {
        RagExample bare = TinyMitigation.EXAMPLE.withPassages(List.of(new Passage("p", "", "")));
        DecodingPrompt open = DecodingPrompt.of(bare, TinyMitigation.TEMPLATE, loaded);
        DecodingPrompt same = new DecodingPrompt(open.prompt(), open.prompt());
        Strategy cad = new ContextAwareDecoding(3, OptionalDouble.empty(), SOURCE);
        assertThat(decoder.write(cad, same, LIMITS, () -> false).ids())
                .isEqualTo(decoder.write(Regenerate.GREEDY, same, LIMITS, () -> false)
                        .ids());

        TokenIds continuation = TokenIds.of(5, 6, 7);
        assertLikelihoods(
                new Knockout(mask(Phase.BOTH), SOURCE),
                continuation,
                rows(continuation, mask(Phase.BOTH).plan()));
    }

    @Test
    void aFloorForbidsTheImplausible() {
        Contrast contrast = new Contrast(new ContrastWeight.Static(1), OptionalDouble.of(0.1));
        float[] base = {(float) Math.log(0.6), (float) Math.log(0.35), (float) Math.log(0.05)};
        float[] other = {(float) Math.log(0.6), (float) Math.log(0.2), (float) Math.log(0.001)};
        float[] combined = contrast.combine(base, other);
        assertThat(combined[0]).isCloseTo((float) Math.log(0.6), within(1e-6f));
        assertThat(combined[1]).isCloseTo((float) (2 * Math.log(0.35) - Math.log(0.2)), within(1e-6f));
        assertThat(combined[2]).isEqualTo(Float.NEGATIVE_INFINITY);
        // without the floor the unlikely token would be written
        assertThat(TokenSampler.greedy()
                        .choose(new Contrast(new ContrastWeight.Static(1), OptionalDouble.empty())
                                .combine(base, other)))
                .isEqualTo(2);
        assertThat(new ContrastWeight.Entropy(false, OptionalDouble.empty()).alpha(new float[8], new float[8]))
                .isCloseTo(Math.log(8), within(1e-12));
        assertThat(new ContrastWeight.Entropy(true, OptionalDouble.of(0.25)).alpha(new float[8], new float[8]))
                .isEqualTo(0.25);
    }

    @Test
    void aarfReruns() {
        Candidate strict = decoder.write(aarf(ScoringMode.STRICT, 4, 0.2), prompt, LIMITS, () -> false);
        int steps = strict.ids().size() + (strict.end() == Decoded.End.STOP_TOKEN ? 1 : 0);
        assertThat(strict.cost().reruns()).isEqualTo(steps);
        AarfTrigger never = new AarfTrigger.Redeep(TinyMitigation.HEADS, List.of(1), UNIT, UNIT, 0.5, UNIT, 1e9);
        Aarf idle = new Aarf(ScoringMode.STRICT, TinyMitigation.HEADS, 4, List.of(1), 0.2, never, SOURCE);
        Candidate untouched = decoder.write(idle, prompt, LIMITS, () -> false);
        assertThat(untouched.ids()).isEqualTo(greedy());
        assertThat(untouched.cost().reruns()).isZero();
    }

    @Test
    void strictAarfIsAPassWithTheChangesFromThePromptsLastTokenOn() {
        TokenIds continuation = TokenIds.of(5, 6, 7);
        Aarf strict = aarf(ScoringMode.STRICT, 4, 0.2);
        List<float[]> rows = rows(continuation, strict.plan());
        assertLikelihoods(strict, continuation, rows);
    }

    @Test
    void legacyAarfChangesThePromptAtFirstAndForgetsItsOwnKeys() {
        TokenIds continuation = TokenIds.of(5, 6, 7);
        Aarf legacy = aarf(ScoringMode.LEGACY, 4, 0.2);
        List<float[]> rows = new ArrayList<>();
        rows.add(rows(continuation, legacy.plan()).get(0));
        InterventionPlan newestRow = aarf(ScoringMode.STRICT, 4, 0.2).plan();
        for (int i = 1; i < continuation.size(); i++) {
            TokenIds soFar = prompt.prompt().ids().concat(continuation.slice(0, i));
            HookPoint logits = new HookPoint.Logits(new TokenSpan(soFar.size() - 1, soFar.size()));
            rows.add(loaded.model()
                    .forward(new ForwardRequest(soFar, CapturePlan.of(logits), newestRow, soFar.size() - 1))
                    .get(logits)
                    .row(0));
        }
        assertLikelihoods(legacy, continuation, rows);
    }

    private void assertLikelihoods(Strategy strategy, TokenIds continuation, List<float[]> rows) {
        Likelihood likelihood =
                decoder.score(strategy, prompt, List.of(continuation)).get(0);
        for (int i = 0; i < continuation.size(); i++) {
            assertThat(likelihood.logProbabilities().get(i))
                    .isCloseTo(logSoftmax(rows.get(i))[continuation.at(i)], within(1e-5));
        }
    }

    @Test
    void aTriggerThatAlwaysFiresIsARuleThatAlwaysFires() {
        Aarf byRule = aarf(ScoringMode.STRICT, 4, 0.2);
        Aarf always = new Aarf(
                byRule.mode(),
                byRule.heads(),
                byRule.attentionFactor(),
                byRule.layers(),
                byRule.ffnFactor(),
                new AarfTrigger.Always(),
                SOURCE);
        assertThat(decoder.write(always, prompt, LIMITS, () -> false))
                .isEqualTo(decoder.write(byRule, prompt, LIMITS, () -> false));
    }

    @Test
    void costsAreCounted() {
        int n = prompt.prompt().size();
        int k = LIMITS.newTokens();
        Candidate greedy = decoder.write(Regenerate.GREEDY, prompt, LIMITS, () -> false);
        assertThat(greedy.end()).isEqualTo(Decoded.End.MAX_TOKENS);
        assertThat(greedy.cost()).isEqualTo(new Cost(1 + k, n - 1 + k, k, 0));
        // one prefill for two branches
        Candidate shared = decoder.write(decore(MASK, new ContrastWeight.Static(0)), prompt, LIMITS, () -> false);
        assertThat(shared.cost()).isEqualTo(new Cost(1 + 2 * k, n - 1 + 2 * k, k, 0));
        Candidate own =
                decoder.write(decore(mask(Phase.BOTH), new ContrastWeight.Static(0)), prompt, LIMITS, () -> false);
        assertThat(own.cost()).isEqualTo(new Cost(2 + 2 * k, 2L * (n - 1 + k), k, 0));
    }

    @Test
    void cancellationAndLimitsReturnWhatIsThere() {
        AtomicInteger asked = new AtomicInteger();
        Candidate cut = decoder.write(Regenerate.GREEDY, prompt, LIMITS, () -> asked.incrementAndGet() > 4);
        assertThat(cut.ids()).isEqualTo(greedy().slice(0, 3));
        assertThat(cut.end()).isEqualTo(Decoded.End.CANCELLED);
        Candidate none = decoder.write(Regenerate.GREEDY, prompt, LIMITS, () -> true);
        assertThat(none.cost()).isEqualTo(Cost.NONE);
        Candidate bounded =
                decoder.write(Regenerate.GREEDY, prompt, new DecodingLimits(8, 5, Long.MAX_VALUE), () -> false);
        assertThat(bounded.cost().passes()).isEqualTo(5);
        assertThat(bounded.end()).isEqualTo(Decoded.End.CANCELLED);
    }

    @Test
    void whatCannotRunIsRefused() {
        StrategyDecoder alone = new StrategyDecoder(loaded, Optional.empty(), Optional.empty());
        Strategy lite = new DeCoRe(MASK, new ContrastWeight.Static(1), OptionalDouble.empty(), true, SOURCE);
        refused(ErrorCode.INVALID_REQUEST, () -> alone.write(lite, prompt, LIMITS, () -> false));
        Strategy byProfile = new Aarf(
                ScoringMode.STRICT,
                TinyMitigation.HEADS,
                2,
                List.of(1),
                0.5,
                new AarfTrigger.ProfileScore(0.5),
                SOURCE);
        refused(ErrorCode.INVALID_REQUEST, () -> alone.write(byProfile, prompt, LIMITS, () -> false));
        refused(ErrorCode.INVALID_REQUEST, () -> alone.triggerProfileId(byProfile));
        Strategy noHead = new Knockout(new HeadMask(List.of(new HeadId(9, 0)), KnockoutMode.ZERO, Phase.BOTH), SOURCE);
        refused(ErrorCode.INVALID_REQUEST, () -> alone.write(noHead, prompt, LIMITS, () -> false));
        TokenIds tooLong = TokenIds.of(new int[TinyMitigation.CONTEXT_LENGTH]);
        refused(ErrorCode.INPUT_TOO_LONG, () -> alone.score(Regenerate.GREEDY, prompt, List.of(tooLong)));
        assertThatThrownBy(() -> new HeadMask(TinyMitigation.HEADS, KnockoutMode.MEAN, Phase.BOTH))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ContextAwareDecoding(-1, OptionalDouble.empty(), SOURCE))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static void refused(ErrorCode code, Runnable call) {
        assertThatThrownBy(call::run).isInstanceOfSatisfying(PlumblineException.class, e -> assertThat(e.code())
                .isEqualTo(code));
    }

    @Test
    void anAnswersTokensBehindThePrompt() {
        assertThat(prompt.continuation("ab", loaded)).contains(TokenIds.of(1, 2));
        assertThat(prompt.continuation("", loaded)).isEmpty();
    }
}
