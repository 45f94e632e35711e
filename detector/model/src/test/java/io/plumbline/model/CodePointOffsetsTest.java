package io.plumbline.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CodePointOffsetsTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "plain",
                "😀",
                "a😀b👩‍👩‍👧c",
                "😀😀",
                "e\u0301 日本",
                "\uD83D",
                "\uDE00\uD83D",
                "\uD83D\uD83D\uDE00",
                "x\uD83D"
            })
    void agreesWithTheJdkAtEveryIndex(String text) {
        agreesWithTheJdk(text);
    }

    @Property(tries = 300, seed = "20261123")
    void agreesWithTheJdkOnAnyText(@ForAll String text) {
        agreesWithTheJdk(text);
    }

    private static void agreesWithTheJdk(String text) {
        CodePointOffsets offsets = new CodePointOffsets(text);
        assertThat(offsets.length()).isEqualTo(text.codePointCount(0, text.length()));
        for (int index = 0; index <= text.length(); index++) {
            boolean inside = index > 0
                    && index < text.length()
                    && Character.isSurrogatePair(text.charAt(index - 1), text.charAt(index));
            assertThat(offsets.toCodePoint(index)).isEqualTo(text.codePointCount(0, inside ? index - 1 : index));
        }
        for (int point = 0; point <= offsets.length(); point++) {
            assertThat(offsets.toUtf16(point)).isEqualTo(text.offsetByCodePoints(0, point));
        }
    }

    @Test
    void spanThatEndsInsideAPairIncludesTheCharacter() {
        CodePointOffsets offsets = new CodePointOffsets("a😀b");
        assertThat(offsets.toUtf16(1, 2)).isEqualTo(new CharSpan(1, 3));
        assertThat(offsets.startCodePoint(new CharSpan(2, 3))).isEqualTo(1);
        assertThat(offsets.endCodePoint(new CharSpan(0, 2))).isEqualTo(2);
        assertThat(offsets.endCodePoint(new CharSpan(0, 3))).isEqualTo(2);
        assertThat(offsets.endCodePoint(new CharSpan(2, 2))).isEqualTo(1);
    }

    @Test
    void refusesWhatIsOutside() {
        CodePointOffsets offsets = new CodePointOffsets("a😀");
        assertThatThrownBy(() -> offsets.toCodePoint(4)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> offsets.toUtf16(3)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> offsets.toUtf16(-1)).isInstanceOf(IndexOutOfBoundsException.class);
    }
}
