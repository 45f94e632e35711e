package io.plumbline.atlas.kv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.atlas.Atlases;
import io.plumbline.atlas.HeadAtlas;
import io.plumbline.atlas.ScoreFamily;
import io.plumbline.model.HeadId;
import io.plumbline.model.ModelConfig;
import io.plumbline.model.PlumblineException;
import io.plumbline.model.RopeScaling;
import io.plumbline.model.kv.KvHead;
import io.plumbline.model.kv.KvPolicy;
import io.plumbline.model.kv.KvRule;
import io.plumbline.model.weights.ModelSource;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Policies of the default model's shape, from its atlas; no model runs. */
class KvPoliciesTest {
    private static final ModelConfig CONFIG = new ModelConfig(
            "llama", 30, 576, 9, 3, 64, 1536, 49_152, 8192, 1e-5f, 100_000f, new RopeScaling.None(), false, true);
    private static final HeadAtlas ATLAS =
            Atlases.forModel(ModelSource.DEFAULT_SHA256).orElseThrow();
    private static final KvScores COPY = KvScores.of(ATLAS.family(ScoreFamily.COPY), CONFIG);
    private static final KvScores INDUCTION = KvScores.of(ATLAS.family(ScoreFamily.INDUCTION), CONFIG);
    private static final KvScores ECHO = KvScores.of(ATLAS.family(ScoreFamily.ECHO), CONFIG);
    private static final int TOKENS = 517;

    private static List<KvPolicy> all(KvPolicies policies) {
        List<KvHead> razor = policies.razorHeads(INDUCTION, ECHO);
        return List.of(
                policies.streaming(),
                policies.snapKv(),
                policies.strided(),
                policies.razor(razor, true),
                policies.razor(razor, false),
                policies.duo(policies.duoHeads(COPY.ranking())),
                policies.headKv(COPY::of, 1.2),
                policies.headKv(policies.mistaken(COPY::of, 3), 1.2),
                policies.moa(head -> 0.1 + head.layer()));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.05, 0.1, 0.2, 0.333, 0.5, 0.9, 1})
    void everyPolicyUsesTheBudgetUp(double share) {
        KvBudget budget = new KvBudget(TOKENS, share);
        KvPolicies policies = new KvPolicies(CONFIG, budget);
        for (KvPolicy policy : all(policies)) {
            long entries =
                    policy.rules().stream().mapToLong(KvPoliciesTest::entries).sum();
            assertThat(entries).as(policy.name()).isEqualTo(budget.entries(CONFIG));
        }
    }

    private static long entries(KvRule rule) {
        return rule instanceof KvRule.Budget budget ? budget.entries() : ((KvRule.Positional) rule).entries(TOKENS);
    }

    @Test
    void scoresAreFoldedByTheLargestOfAGroup() {
        ScoreFamily family = ATLAS.family(ScoreFamily.COPY);
        KvHead head = new KvHead(18, 2);
        double largest = Stream.of(6, 7, 8)
                .mapToDouble(query -> family.score(new HeadId(18, query)).mean())
                .max()
                .orElseThrow();
        assertThat(COPY.of(head)).isEqualTo(largest);
        assertThat(COPY.ranking())
                .hasSize(90)
                .startsWith(KvHead.of(family.ranking().get(0), CONFIG));
    }

    @Test
    void razorHoldsTheShareOfThePaperWhereTheBudgetAllows() {
        assertThat(new KvPolicies(CONFIG, new KvBudget(TOKENS, 0.3)).razorHeads(INDUCTION, ECHO))
                .hasSize(13)
                .startsWith(ECHO.ranking().get(0))
                .containsAll(INDUCTION.ranking().subList(0, 12));
        assertThat(new KvPolicies(CONFIG, new KvBudget(TOKENS, 0.1)).razorHeads(INDUCTION, ECHO))
                .hasSize(6);
        KvPolicies policies = new KvPolicies(CONFIG, new KvBudget(TOKENS, 0.3));
        KvHead echo = ECHO.ranking().get(0);
        KvPolicy razor = policies.razor(List.of(echo), true);
        assertThat(razor.rule(echo)).isEqualTo(new KvRule.Full());
        assertThat(razor.rules().stream().filter(rule -> rule instanceof KvRule.Streaming s && s.compensated()))
                .hasSize(89);
    }

    @Test
    void duoSpendsHalfOfTheBudgetOnWindows() {
        KvPolicies policies = new KvPolicies(CONFIG, new KvBudget(1000, 0.5));
        List<KvHead> heads = policies.duoHeads(COPY.ranking());
        assertThat(heads).isEqualTo(COPY.ranking().subList(0, 30));
        KvRule other = policies.duo(heads).rule(COPY.ranking().get(89));
        assertThat(((KvRule.Streaming) other).recent()).isBetween(240, 250);
    }

    @Test
    void headKvGivesMoreToHigherScoresAndAllAlikeForALargeBeta() {
        KvPolicies policies = new KvPolicies(CONFIG, new KvBudget(TOKENS, 0.2));
        KvPolicy sharp = policies.headKv(COPY::of, 1);
        KvPolicy even = policies.headKv(COPY::of, 1e6);
        List<Integer> byScore = COPY.ranking().stream()
                .map(head -> (int) entries(sharp.rule(head)))
                .toList();
        IntStream.range(1, byScore.size())
                .forEach(i -> assertThat(byScore.get(i)).isLessThanOrEqualTo(byScore.get(i - 1) + 1));
        assertThat(sharp.rule(COPY.ranking().get(0))).isEqualTo(new KvRule.Full());
        assertThat(even.rules().stream()
                        .mapToLong(KvPoliciesTest::entries)
                        .boxed()
                        .collect(Collectors.toSet()))
                .isEqualTo(policies.snapKv().rules().stream()
                        .mapToLong(KvPoliciesTest::entries)
                        .boxed()
                        .collect(Collectors.toSet()));
        assertThatThrownBy(() -> policies.headKv(COPY::of, 0.9)).isInstanceOf(PlumblineException.class);
    }

    @Test
    void mistakenHeadsKeepTheirLayersBudget() {
        KvPolicies policies = new KvPolicies(CONFIG, new KvBudget(TOKENS, 0.2));
        var mistaken = policies.mistaken(COPY::of, 11);
        for (int layer = 0; layer < 30; layer++) {
            int l = layer;
            double own = IntStream.range(0, 3)
                    .mapToDouble(h -> COPY.of(new KvHead(l, h)))
                    .sum();
            double other = IntStream.range(0, 3)
                    .mapToDouble(h -> mistaken.applyAsDouble(new KvHead(l, h)))
                    .sum();
            assertThat(other).isCloseTo(own, within(1e-12));
        }
        KvHead best = COPY.ranking().get(0);
        assertThat(mistaken.applyAsDouble(best)).isNotEqualTo(COPY.of(best));
    }

    @Test
    void controlsHaveOtherHeadsAsManyInEachLayer() {
        List<KvHead> heads = new KvPolicies(CONFIG, new KvBudget(TOKENS, 0.2)).razorHeads(INDUCTION, ECHO);
        List<List<KvHead>> controls = INDUCTION.controls(heads, 5, 1);
        assertThat(controls).hasSize(5).isEqualTo(INDUCTION.controls(heads, 5, 1));
        for (List<KvHead> control : controls) {
            assertThat(control).hasSameSizeAs(heads).doesNotContainAnyElementsOf(heads);
        }
        assertThat(new HashSet<>(controls)).hasSizeGreaterThan(1);
    }

    @Test
    void budgetsSpreadWithinBounds() {
        assertThat(KvBudget.spread(10, new double[] {1, 1, 1}, new int[3], new int[] {2, 9, 9}))
                .containsExactly(2, 4, 4);
        assertThat(KvBudget.spread(7, new double[] {0, 1, 3}, new int[] {1, 1, 1}, new int[] {9, 9, 9}))
                .containsExactly(1, 1, 5);
        assertThat(KvBudget.spread(9, new double[] {0, 0}, new int[2], new int[] {9, 9}))
                .containsExactly(5, 4);
        assertThat(Arrays.stream(KvBudget.spread(100, new double[] {1e-9, 5, 2}, new int[3], new int[] {99, 50, 50}))
                        .sum())
                .isEqualTo(100);
        assertThatThrownBy(() -> KvBudget.spread(30, new double[] {1}, new int[1], new int[] {9}))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void whatIsTooSmallOrOfAnotherModelIsRefused() {
        assertThatThrownBy(() -> new KvPolicies(CONFIG, new KvBudget(30, 0.1))).isInstanceOf(PlumblineException.class);
        KvPolicies policies = new KvPolicies(CONFIG, new KvBudget(TOKENS, 0.1));
        assertThatThrownBy(() -> policies.duo(COPY.ranking().subList(0, 20))).isInstanceOf(PlumblineException.class);
        ModelConfig other =
                new ModelConfig("llama", 2, 8, 2, 1, 4, 8, 11, 64, 1e-5f, 10_000f, new RopeScaling.None(), false, true);
        assertThatThrownBy(() -> KvScores.of(ATLAS.family(ScoreFamily.COPY), other))
                .isInstanceOf(PlumblineException.class);
    }
}
