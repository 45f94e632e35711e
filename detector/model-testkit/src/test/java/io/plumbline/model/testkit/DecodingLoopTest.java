package io.plumbline.model.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.model.CapturePlan;
import io.plumbline.model.ErrorCode;
import io.plumbline.model.ForwardRequest;
import io.plumbline.model.HookPoint;
import io.plumbline.model.InstrumentedModel;
import io.plumbline.model.Intervention;
import io.plumbline.model.InterventionPlan;
import io.plumbline.model.Phase;
import io.plumbline.model.PlumblineException;
import io.plumbline.model.TokenIds;
import io.plumbline.model.TokenSpan;
import io.plumbline.model.kv.KvCache;
import io.plumbline.model.reference.ReferenceModel;
import io.plumbline.model.sampling.Decoded;
import io.plumbline.model.sampling.DecodingLoop;
import io.plumbline.model.sampling.LogitsTransform;
import io.plumbline.model.sampling.StepController;
import io.plumbline.model.sampling.TokenSampler;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class DecodingLoopTest {
    private static final InterventionPlan CHANGE = InterventionPlan.of(
            new Intervention.FfnScale(0, -2f, Phase.BOTH), new Intervention.FfnScale(1, 0f, Phase.BOTH));

    private final InstrumentedModel model = ReferenceModel.inDouble(TinyModel.UNTIED.weights());
    private final TokenIds prompt = TinyLlama.tokens(model.config(), 6, 5);

    @Test
    void greedyEqualsWholePassesWithoutCache() {
        Decoded decoded = DecodingLoop.plain(model, 12, Set.of()).run(prompt, TokenSampler.greedy(), () -> false);
        assertThat(decoded.ids()).isEqualTo(greedyByWholePasses(12, InterventionPlan.NONE));
        assertThat(decoded.end()).isEqualTo(Decoded.End.MAX_TOKENS);
        assertThat(decoded.reruns()).isZero();
    }

    @Test
    void aStopTokenEndsAndIsLeftOut() {
        TokenIds free = greedyByWholePasses(8, InterventionPlan.NONE);
        int stop = free.at(5);
        int first = 0;
        while (free.at(first) != stop) {
            first++;
        }
        Decoded decoded = DecodingLoop.plain(model, 8, Set.of(stop)).run(prompt, TokenSampler.greedy(), () -> false);
        assertThat(decoded.ids()).isEqualTo(free.slice(0, first));
        assertThat(decoded.end()).isEqualTo(Decoded.End.STOP_TOKEN);
    }

    @Test
    void cancellationReturnsWhatIsThere() {
        AtomicInteger asked = new AtomicInteger();
        Decoded decoded = DecodingLoop.plain(model, 8, Set.of())
                .run(prompt, TokenSampler.greedy(), () -> asked.incrementAndGet() > 3);
        assertThat(decoded.ids()).isEqualTo(greedyByWholePasses(3, InterventionPlan.NONE));
        assertThat(decoded.end()).isEqualTo(Decoded.End.CANCELLED);
    }

    @Test
    void theWindowEndsADecoding() {
        TokenIds nearlyFull = TinyLlama.tokens(model.config(), TinyModel.CONTEXT_LENGTH - 1, 5);
        Decoded decoded = DecodingLoop.plain(model, 8, Set.of()).run(nearlyFull, TokenSampler.greedy(), () -> false);
        assertThat(decoded.ids().size()).isEqualTo(2);
        assertThat(decoded.end()).isEqualTo(Decoded.End.WINDOW_FULL);
    }

    @Test
    void aRerunThatWritesTheCacheEqualsWholePassesWithTheChange() {
        TokenIds changed = greedyByWholePasses(8, CHANGE);
        assertThat(changed).isNotEqualTo(greedyByWholePasses(8, InterventionPlan.NONE));
        Decoded decoded = loop(new StepController.Decision.Rerun(CHANGE, true), LogitsTransform.NONE);
        assertThat(decoded.ids()).isEqualTo(changed);
        assertThat(decoded.reruns()).isEqualTo(8);
    }

    @Test
    void aRerunThatDoesNotWriteTheCacheLeavesLaterKeysUnchanged() {
        List<Integer> ids = new ArrayList<>();
        TokenIds sequence = prompt;
        for (int i = 0; i < 8; i++) {
            // only the newest positions are changed: the whole prompt at first, then one token
            int from = i == 0 ? 0 : sequence.size() - 1;
            sequence = sequence.concat(TokenIds.of(changedFrom(sequence, from)));
            ids.add(sequence.at(sequence.size() - 1));
        }
        Decoded decoded = loop(new StepController.Decision.Rerun(CHANGE, false), LogitsTransform.NONE);
        assertThat(decoded.ids())
                .isEqualTo(TokenIds.of(ids.stream().mapToInt(Integer::intValue).toArray()));
    }

    @Test
    void interventionsOfTheLoopChangeEveryPass() {
        DecodingLoop changed =
                new DecodingLoop(model, CHANGE, StepController.ACCEPTING, LogitsTransform.NONE, 8, Set.of());
        assertThat(changed.run(prompt, TokenSampler.greedy(), () -> false).ids())
                .isEqualTo(greedyByWholePasses(8, CHANGE));
    }

    @Test
    void continuationsShareAPromptThatHasRun() {
        DecodingLoop loop = DecodingLoop.plain(model, 8, Set.of());
        TokenIds greedy = greedyByWholePasses(8, InterventionPlan.NONE);
        try (KvCache cache = model.newCache()) {
            model.extend(cache, ForwardRequest.of(prompt.slice(0, 4), CapturePlan.NONE));
            for (int i = 0; i < 2; i++) {
                assertThat(loop.run(cache.branch(), prompt, TokenSampler.greedy(), () -> false)
                                .ids())
                        .isEqualTo(greedy);
            }
            assertThat(cache.length()).isEqualTo(4);
            model.extend(cache, ForwardRequest.of(prompt.slice(4, prompt.size()), CapturePlan.NONE));
            assertThatThrownBy(() -> loop.run(cache.branch(), prompt, TokenSampler.greedy(), () -> false))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void theTransformSeesTheSequenceAndDecides() {
        LogitsTransform onlyItsLength = (sequence, logits) -> {
            Arrays.fill(logits, Float.NEGATIVE_INFINITY);
            logits[sequence.size()] = 0;
            return logits;
        };
        Decoded decoded = loop(new StepController.Decision.Accept(), onlyItsLength);
        assertThat(decoded.ids()).isEqualTo(TokenIds.of(6, 7, 8, 9, 10, 11, 12, 13));
    }

    @Test
    void equalSeedsDrawEqualTokens() {
        DecodingLoop loop = DecodingLoop.plain(model, 10, Set.of());
        TokenIds first =
                loop.run(prompt, TokenSampler.nucleus(2, 0.95, 3), () -> false).ids();
        assertThat(loop.run(prompt, TokenSampler.nucleus(2, 0.95, 3), () -> false)
                        .ids())
                .isEqualTo(first);
        assertThat(loop.run(prompt, TokenSampler.nucleus(2, 0.95, 4), () -> false)
                        .ids())
                .isNotEqualTo(first);
    }

    @Test
    void theNucleusHoldsTheFewestTokensThatReachTopP() {
        float[] logits = {(float) Math.log(0.5), (float) Math.log(0.3), (float) Math.log(0.15), (float) Math.log(0.05)};
        Set<Integer> drawn = new HashSet<>();
        TokenSampler sampler = TokenSampler.nucleus(1, 0.75, 1);
        int firsts = 0;
        for (int i = 0; i < 4000; i++) {
            int token = sampler.choose(logits);
            drawn.add(token);
            firsts += token == 0 ? 1 : 0;
        }
        assertThat(drawn).containsExactlyInAnyOrder(0, 1);
        // 0.5 of 0.8, standard deviation 0.008
        assertThat(firsts / 4000.0).isBetween(0.59, 0.66);
        assertThat(TokenSampler.nucleus(1, 1e-9, 1).choose(logits)).isZero();
    }

    @Test
    void greedyTakesTheLowerIdOnATieAndRefusesNonsense() {
        assertThat(TokenSampler.greedy().choose(new float[] {1, 3, 3, 2})).isEqualTo(1);
        for (float nonsense : List.of(Float.NaN, Float.NEGATIVE_INFINITY)) {
            assertThatThrownBy(() -> TokenSampler.greedy().choose(new float[] {nonsense, nonsense}))
                    .isInstanceOfSatisfying(
                            PlumblineException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.ENGINE_FAILURE));
        }
    }

    private Decoded loop(StepController.Decision decision, LogitsTransform transform) {
        StepController controller = new StepController() {
            @Override
            public CapturePlan captures(TokenSpan rows) {
                return CapturePlan.of(new HookPoint.FinalNorm(rows));
            }

            @Override
            public Decision onStep(Step step) {
                assertThat(step.trace()
                                .get(new HookPoint.FinalNorm(step.rows()))
                                .rows())
                        .isEqualTo(step.rows().length());
                return decision;
            }
        };
        return new DecodingLoop(model, controller, transform, 8, Set.of())
                .run(prompt, TokenSampler.greedy(), () -> false);
    }

    private TokenIds greedyByWholePasses(int count, InterventionPlan plan) {
        TokenIds sequence = prompt;
        for (int i = 0; i < count; i++) {
            sequence = sequence.concat(TokenIds.of(best(sequence, plan, 0)));
        }
        return sequence.slice(prompt.size(), sequence.size());
    }

    /** The next token when the rows from {@code from} on are changed and attend to unchanged earlier ones. */
    private int changedFrom(TokenIds sequence, int from) {
        InterventionPlan later = InterventionPlan.of(
                new Intervention.FfnScale(0, -2f, Phase.DECODE), new Intervention.FfnScale(1, 0f, Phase.DECODE));
        return best(sequence, later, from);
    }

    private int best(TokenIds sequence, InterventionPlan plan, int decodeFrom) {
        HookPoint logits = new HookPoint.Logits(new TokenSpan(sequence.size() - 1, sequence.size()));
        ForwardRequest request = new ForwardRequest(sequence, CapturePlan.of(logits), plan, decodeFrom);
        return TokenSampler.greedy().choose(model.forward(request).get(logits).row(0));
    }
}
