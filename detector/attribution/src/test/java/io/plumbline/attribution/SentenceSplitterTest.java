package io.plumbline.attribution;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.model.CharSpan;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SentenceSplitterTest {
    private static List<String> sentences(String text) {
        return SentenceSplitter.split(text).stream().map(span -> span.of(text)).toList();
    }

    /** A bar stands where a sentence starts. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Dr. Smith arrived at 5 p.m. on Monday. |He left at once.",
                "J. K. Rowling wrote it. |It sold well.",
                "He gave up. |The rest went on.",
                "It costs $3.50 per unit. |Prices rose by 2.5 percent.",
                "See Fig. 3 for details. |The line is red.",
                "They sell tea, coffee, etc. in the shop. |It opens at nine.",
                "He lived in Washington, D.C. from 1990 to 2001. |Then he moved.",
                "St. Louis lies on the Mississippi. |It is large.",
                "It was built c. 1450 by monks. |It burned down in 1604.",
                "Mr. and Mrs. Jones vs. the City was decided in 1971. |The city lost.",
                "He was born on Feb. 3, 1920. |She was born later.",
                "Is it true? |Yes! |It is.",
                "Gen. Grant met Gov. Brown at the fort. |They talked.",
                "It belongs to the genus Homo (see ch. 4). |Two species live.",
                "John F. Kennedy was shot in Dallas. |He died.",
                "He came to America. |The church was a music hall.",
                "The temperature fell to -5 °C. |Snow followed.",
                "So did I. |The rest did not.",
                "(Dr. Smith) came. |Then all left.",
                "\"Stop.\" |Nobody stopped.",
                "Es war kalt. |Übrigens schneite es.",
                "これは文です。|これも文です。"
            })
    void splitsWhereAReaderWould(String marked) {
        assertThat(sentences(marked.replace("|", "")))
                .isEqualTo(Arrays.stream(marked.split("\\|")).map(String::strip).toList());
    }

    @Test
    void linesAreSentencesAndSpansAreExact() {
        String text = "  First line \r\nno stop here\n\n- One. Two \uD83D\uDE00!\u00A0 \n";
        assertThat(sentences(text)).containsExactly("First line", "no stop here", "- One.", "Two \uD83D\uDE00!");
        List<CharSpan> spans = SentenceSplitter.split(text);
        assertThat(spans.get(0)).isEqualTo(new CharSpan(2, 12));
        int end = 0;
        for (CharSpan span : spans) {
            assertThat(span.start()).isGreaterThanOrEqualTo(end);
            end = span.end();
        }
    }

    @Test
    void whatHoldsNoWordBelongsToTheSentenceBefore() {
        assertThat(sentences("It ended.\n* * *\nIt began.")).containsExactly("It ended.\n* * *", "It began.");
        assertThat(sentences("---\nIt began.")).containsExactly("It began.");
        assertThat(sentences(" \n ... \n")).isEmpty();
        assertThat(sentences("")).isEmpty();
    }

    @Test
    void callsFromSeveralThreadsDoNotMeet() {
        List<String> texts = new ArrayList<>();
        for (int i = 1; i <= 200; i++) {
            texts.add("One two three. ".repeat(i));
        }
        List<Integer> counts = texts.parallelStream()
                .map(text -> SentenceSplitter.split(text).size())
                .toList();
        for (int i = 1; i <= 200; i++) {
            assertThat(counts.get(i - 1)).isEqualTo(i);
        }
    }
}
