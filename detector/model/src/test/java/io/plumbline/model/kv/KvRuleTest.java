package io.plumbline.model.kv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.model.KeySet;
import java.util.List;
import java.util.TreeSet;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class KvRuleTest {
    private static final int LONGEST = 200;

    static List<KvRule.Positional> rules() {
        return List.of(
                new KvRule.Full(),
                new KvRule.Streaming(4, 16, false),
                new KvRule.Streaming(0, 1, true),
                new KvRule.Streaming(50, 3, true),
                new KvRule.Span(2, 5, 0.3),
                new KvRule.Span(0, -20, 0.999),
                new KvRule.Span(0, -20, 1),
                new KvRule.Span(0, 7, 0),
                new KvRule.Strided(8, 4, 5, 3),
                new KvRule.Strided(1, 1, 2, 0));
    }

    @ParameterizedTest
    @MethodSource("rules")
    void givingUpTokenByTokenLeavesWhatTheRuleHolds(KvRule.Positional rule) {
        TreeSet<Integer> held = new TreeSet<>();
        for (int length = 1; length <= LONGEST; length++) {
            held.add(length - 1);
            int dropped = rule.dropped(length);
            if (dropped >= 0) {
                assertThat(held.remove(dropped)).isTrue();
            }
            int now = length;
            assertThat(held).containsExactlyElementsOf(positions(length, p -> rule.holds(p, now)));
            assertThat(held).contains(length - 1);
            assertThat(rule.entries(length)).isEqualTo(held.size() + (rule.compensated() ? 1 : 0));
        }
    }

    private static List<Integer> positions(int length, IntPredicate held) {
        return IntStream.range(0, length).filter(held).boxed().toList();
    }

    @Test
    void rulesHoldWhatTheirPapersSay() {
        // DuoAttention's mask: j < sink or i - j < recent
        KvRule.Positional streaming = new KvRule.Streaming(2, 3, false);
        assertThat(positions(10, p -> streaming.holds(p, 10))).containsExactly(0, 1, 7, 8, 9);
        KvRule.Positional span = new KvRule.Span(1, -2, 0.5);
        assertThat(positions(10, p -> span.holds(p, 10))).containsExactly(0, 7, 8, 9);
        KvRule.Positional strided = new KvRule.Strided(2, 2, 3, 1);
        assertThat(positions(12, p -> strided.holds(p, 12))).containsExactly(2, 3, 8, 9, 10, 11);
    }

    @Test
    void stridedHeadsTogetherCoverEveryPosition() {
        assertThat(positions(100, p -> IntStream.range(0, 5)
                        .anyMatch(offset -> new KvRule.Strided(1, 4, 5, offset).holds(p, 100))))
                .hasSize(100);
    }

    @Test
    void chosenTokensAndAllLaterOnesAreHeld() {
        KvRule.Positional chosen = new KvRule.Chosen(KeySet.range(3, 5), 10);
        assertThat(positions(10, p -> chosen.holds(p, 10))).containsExactly(3, 4);
        assertThat(positions(12, p -> chosen.holds(p, 12))).containsExactly(3, 4, 10, 11);
        assertThat(chosen.dropped(11)).isEqualTo(-1);
        assertThat(chosen.entries(12)).isEqualTo(4);
    }

    @Test
    void whatIsNoRuleIsRefused() {
        assertThatThrownBy(() -> new KvRule.Streaming(-1, 3, false)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new KvRule.Streaming(1, 0, false)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new KvRule.Span(0, Double.NaN, 0.5)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new KvRule.Span(0, 3, 1.5)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new KvRule.Strided(1, 1, 3, 3)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new KvRule.Budget(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new KvRule.Chosen(KeySet.range(3, 5), 4)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new KvPolicy("few", 2, 2, List.of(new KvRule.Full())))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
