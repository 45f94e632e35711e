package io.plumbline.model.kv;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.model.ActivationTrace;
import io.plumbline.model.Capture;
import io.plumbline.model.CapturePlan;
import io.plumbline.model.FloatMatrix;
import io.plumbline.model.HookPoint;
import io.plumbline.model.ModelConfig;
import io.plumbline.model.RopeScaling;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class KvObservationTest {
    private static final int TOKENS = 40;
    /** One layer, two key/value heads, each read by two query heads. */
    private static final ModelConfig CONFIG =
            new ModelConfig("llama", 1, 8, 4, 2, 2, 8, 11, 64, 1e-5f, 10_000f, new RopeScaling.None(), false, true);

    @Test
    void aBudgetHoldsTheWindowAndTheHeaviestKeysWithTheirNeighbours() {
        // both query heads of the first key/value head look at 12; those of the second at 5 and, more, at 25
        KvObservation observation =
                observation(Map.of(0, Map.of(12, 0.5f), 1, Map.of(12, 0.4f), 2, Map.of(5, 0.3f), 3, Map.of(25, 0.6f)));
        assertThat(held(observation, 15, 0)).containsExactlyElementsOf(with(9, 16));
        assertThat(held(observation, 15, 1)).containsExactlyElementsOf(with(22, 29));
        // the next heaviest are those around 5
        assertThat(held(observation, 17, 1))
                .containsExactlyElementsOf(IntStream.concat(
                                IntStream.of(2, 3), IntStream.concat(IntStream.range(22, 29), IntStream.range(32, 40)))
                        .boxed()
                        .toList());
    }

    @Test
    void aBudgetBelowTheWindowHoldsTheLastTokensAndOneAboveTheLengthHoldsAll() {
        KvObservation observation = observation(Map.of(0, Map.of(12, 0.5f)));
        assertThat(held(observation, 3, 0)).containsExactly(37, 38, 39);
        assertThat(held(observation, 8, 0)).containsExactlyElementsOf(with(32, 32));
        assertThat(held(observation, 1000, 0)).hasSize(TOKENS);
    }

    @Test
    void otherRulesStay() {
        KvRule rule = new KvRule.Streaming(1, 2, true);
        KvPolicy policy = KvPolicy.of("mixed", CONFIG, head -> head.head() == 0 ? rule : new KvRule.Budget(9));
        KvPolicy resolved = observation(Map.of()).resolve(policy);
        assertThat(policy.positional()).isFalse();
        assertThat(resolved.positional()).isTrue();
        assertThat(resolved.rule(new KvHead(0, 0))).isEqualTo(rule);
        assertThat(resolved.entries(CONFIG, TOKENS)).isEqualTo(4 + 9);
    }

    /** A range before the window, and the window. */
    private static List<Integer> with(int start, int end) {
        return IntStream.concat(IntStream.range(start, end), IntStream.range(32, 40))
                .boxed()
                .toList();
    }

    private static List<Integer> held(KvObservation observation, int entries, int head) {
        KvPolicy policy = observation.resolve(KvPolicy.uniform("budget", CONFIG, new KvRule.Budget(entries)));
        KvRule.Positional rule = policy.positional(CONFIG, TOKENS).get(head);
        return IntStream.range(0, TOKENS)
                .filter(p -> rule.holds(p, TOKENS))
                .boxed()
                .toList();
    }

    /** @param weights by query head, then by key: the same in all rows of the window */
    private static KvObservation observation(Map<Integer, Map<Integer, Float>> weights) {
        CapturePlan plan = KvObservation.captures(CONFIG, TOKENS);
        Map<Capture, FloatMatrix> values = new LinkedHashMap<>();
        for (Capture capture : plan.captures()) {
            HookPoint.AttentionPattern pattern = (HookPoint.AttentionPattern) capture;
            float[] rows = new float[KvObservation.WINDOW * TOKENS];
            weights.getOrDefault(pattern.head().head(), Map.of())
                    .forEach((key, weight) ->
                            IntStream.range(0, KvObservation.WINDOW).forEach(row -> rows[row * TOKENS + key] = weight));
            values.put(capture, FloatMatrix.of(KvObservation.WINDOW, TOKENS, rows));
        }
        return KvObservation.of(CONFIG, ActivationTrace.of(plan, values), TOKENS);
    }
}
