package io.plumbline.scoring.chunk;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.model.CharSpan;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecursiveTextSplitterTest {
    private static List<String> split(int max, int overlap, String text) {
        return new RecursiveTextSplitter(max, overlap)
                .split(text).stream().map(span -> span.of(text)).toList();
    }

    @Test
    void paragraphsThenLinesThenWordsThenCharacters() {
        assertThat(split(10, 0, "aaa bbb\n\nccc ddd\n\neee"))
                .as("paragraphs first; separators lead the piece that follows")
                .containsExactly("aaa bbb", "ccc ddd", "eee");
        assertThat(split(8, 0, "one two three")).containsExactly("one two", "three");
        assertThat(split(3, 0, "abcdefgh")).containsExactly("abc", "def", "gh");
        assertThat(split(100, 10, "all of it")).containsExactly("all of it");
        assertThat(split(10, 2, " \n\n ")).isEmpty();
        assertThat(split(10, 2, "")).isEmpty();
    }

    @Test
    void neighboursOverlapByWholePieces() {
        assertThat(split(10, 4, "aa bb cc dd ee")).containsExactly("aa bb cc", "cc dd ee");
        assertThat(split(4, 2, "abcdefgh")).containsExactly("abcd", "cdef", "efgh");
    }

    @Test
    void lengthsCountCodePointsAndSpansUtf16() {
        String faces = "\uD83D\uDE00".repeat(5);
        assertThat(new RecursiveTextSplitter(2, 0).split(faces))
                .containsExactly(new CharSpan(0, 4), new CharSpan(4, 8), new CharSpan(8, 10));
    }

    @Test
    void repeatedTextIsFoundWhereItIs() {
        assertThat(new RecursiveTextSplitter(5, 0).split("ab ab ab ab"))
                .containsExactly(new CharSpan(0, 5), new CharSpan(6, 8), new CharSpan(9, 11));
    }
}
