package io.plumbline.scoring.span;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.model.CharSpan;
import io.plumbline.model.TokenSpan;
import io.plumbline.scoring.profile.SpanRule;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpanTest {
    private static final double[] P = {.9, .1, .9, .1, .1, .9, .1, .5};

    @Test
    void runsJoinOverShortGaps() {
        assertThat(FlaggedRuns.of(P, new SpanRule(0.5, 1, 0)))
                .containsExactly(new TokenSpan(0, 1), new TokenSpan(2, 3), new TokenSpan(5, 6), new TokenSpan(7, 8));
        assertThat(FlaggedRuns.of(P, new SpanRule(0.5, 1, 1)))
                .containsExactly(new TokenSpan(0, 3), new TokenSpan(5, 8));
        assertThat(FlaggedRuns.of(P, new SpanRule(0.5, 1, 2))).containsExactly(new TokenSpan(0, 8));
    }

    @Test
    void shortRunsAreDropped() {
        assertThat(FlaggedRuns.of(P, new SpanRule(0.6, 2, 1))).containsExactly(new TokenSpan(0, 3));
        assertThat(FlaggedRuns.of(P, new SpanRule(0.95, 1, 1))).isEmpty();
        assertThat(FlaggedRuns.of(new double[0], new SpanRule(0, 1, 1))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
        "it freezes now"  | 3  | 8  | freezes
        "it freezes now"  | 2  | 6  | freezes
        "it freezes now"  | 2  | 11 | freezes
        "it doesn't go"   | 8  | 10 | doesn't
        "a 3.5 b"         | 3  | 4  | 3.5
        "end. Next"       | 0  | 4  | end.
        "well-known fact" | 5  | 8  | known
        "(see) x"         | 0  | 2  | (see
        "cafe\u0301s x" | 0 | 4 | "cafe\u0301s"
        "\u6f22\u5b57\u304b" | 1 | 2 | \u5b57
        "x \uD83D\uDE00 y" | 3 | 4 | "\uD83D\uDE00"
        """)
    void spansGrowToWords(String text, int start, int end, String expected) {
        assertThat(Words.snap(text, new CharSpan(start, end)).orElseThrow().of(text))
                .isEqualTo(expected);
    }

    @Test
    void whiteSpaceIsNoSpan() {
        assertThat(Words.snap("a  b", new CharSpan(1, 3))).isEqualTo(Optional.empty());
        assertThat(Words.snap("a  b", new CharSpan(0, 0))).isEqualTo(Optional.empty());
    }
}
