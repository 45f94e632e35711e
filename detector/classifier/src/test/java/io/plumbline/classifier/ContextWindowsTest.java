package io.plumbline.classifier;

import static io.plumbline.classifier.Classifiers.example;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.classifier.ContextWindows.Window;
import io.plumbline.model.ErrorCode;
import io.plumbline.model.PlumblineException;
import io.plumbline.model.testkit.onnx.TinyTokenizers;
import io.plumbline.model.tokenizer.PairEncoder;
import io.plumbline.model.tokenizer.Tokenizers;
import io.plumbline.prompt.Passage;
import io.plumbline.prompt.RagExample;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class ContextWindowsTest {
    private static final PairEncoder WORDS = encoder(TinyTokenizers.ofWords(List.of()));
    private static final PairEncoder BYTES = encoder(TinyTokenizers.ofBytes());
    private static final ClassifierPrompt BARE =
            new ClassifierPrompt("{question} {passages}", "{passages}", "{text}", "{title} {text}", " ");

    @Test
    void whatFitsIsOneWindow() {
        // [CLS] 5 words [SEP] 2 words [SEP]
        RagExample example = example("x y", "a b c d e");
        assertThat(windows(WORDS, 10, 1).of(example)).hasSize(1);
        assertThat(prompts(windows(WORDS, 9, 2), example)).hasSize(2);
    }

    @Test
    void passagesStayWholeAndInOrderWhereTheyFit() {
        RagExample example = example("x", "a a a", "b b b", "c c", "d d d d d", "e");
        assertThat(prompts(windows(WORDS, 10, 9), example)).containsExactly("a a a b b b", "c c", "d d d d d e");
    }

    @Test
    void aPassageThatDoesNotFitIsCutIntoPiecesThatShareSome() {
        String text = IntStream.range(0, 40).mapToObj(i -> "w" + i).collect(Collectors.joining(" "));
        List<String> prompts = prompts(windows(WORDS, 24, 9), example("x", text));
        // 20 free tokens, 2 of them slack, 2 shared
        assertThat(prompts).hasSize(3);
        assertThat(prompts.get(0)).startsWith("w0 ").endsWith(" w17 ");
        assertThat(prompts.get(1)).startsWith("w16 ").endsWith(" w33 ");
        assertThat(prompts.get(2)).startsWith("w32 ").endsWith(" w39");
    }

    @Test
    void everyWindowHasQuestionTitleAndAnswer() {
        RagExample example =
                new RagExample("e", Optional.of("who"), List.of(new Passage("p", "Title", "a ".repeat(30))), "x 😀 y");
        List<Window> windows = windows(WORDS, 20, 9).of(example);
        assertThat(windows).hasSizeGreaterThan(2).allSatisfy(window -> {
            assertThat(window.prompt()).startsWith("who Title a");
            assertThat(window.pair().secondSpans())
                    .isEqualTo(WORDS.encode("", example.response()).secondSpans());
        });
    }

    @Test
    void cutsPreferWhiteSpace() {
        String text = "abcdefg ".repeat(40);
        assertThat(prompts(windows(BYTES, 100, 9), example("x", text)))
                .allSatisfy(prompt -> assertThat(prompt.strip()).matches("(abcdefg ?)+"));
    }

    @Test
    void anAnswerThatLeavesNoRoomIsRefused() {
        refused(windows(WORDS, 10, 9), example("x ".repeat(7), "a"), "take 10 of the classifier's 10 tokens");
        RagExample titled =
                new RagExample("e", Optional.empty(), List.of(new Passage("p", "t ".repeat(20), "a b")), "x");
        refused(windows(WORDS, 12, 9), titled, "the title of passage p");
    }

    @Test
    void tooManyWindowsAreRefused() {
        RagExample example = example("x", "a ".repeat(40));
        assertThat(windows(WORDS, 24, 3).of(example)).hasSize(3);
        refused(windows(WORDS, 24, 2), example, "more than 2 windows of 24 tokens");
        refused(windows(WORDS, 8, 2), example("x", "a b c", "d e f", "g h i", "j"), "more than 2 windows");
    }

    /** Bytes of one character cannot be parted, so this one takes all there is and more. */
    @Test
    void aCharacterThatDoesNotFitIsRefused() {
        refused(windows(BYTES, 8, 64), example("xy", "😀"), "no room for one character");
    }

    @Property(tries = 200, seed = "20261125")
    void nothingIsLostAndNothingIsTooLong(
            @ForAll @Size(min = 1, max = 4) List<@IntRange(max = 110) Integer> lengths,
            @ForAll @IntRange(min = 40, max = 200) int maxTokens) {
        List<String> texts = new ArrayList<>();
        for (int length : lengths) {
            texts.add(distinctCharacters(texts.size() * 120, length));
        }
        RagExample example = example("x 😀", texts.toArray(String[]::new));
        ContextWindows cutter = windows(BYTES, maxTokens, ClassifierSettings.MOST_WINDOWS);
        List<Window> windows = cutter.of(example);
        assertThat(windows).allSatisfy(w -> assertThat(w.pair().size()).isLessThanOrEqualTo(maxTokens));
        String all = windows.stream().map(Window::prompt).collect(Collectors.joining("\n"));
        for (String text : texts) {
            text.codePoints().forEach(point -> assertThat(all).contains(Character.toString(point)));
        }
        assertThat(cutter.of(example)).isEqualTo(windows);
    }

    /** Of two, three and four bytes, none of which occurs for another {@code first}, with a space after every seventh. */
    private static String distinctCharacters(int first, int length) {
        StringBuilder text = new StringBuilder();
        int[] bases = {0x500, 0x4E00, 0x1F300};
        for (int i = first; i < first + length; i++) {
            text.appendCodePoint(bases[i % bases.length] + i);
            text.append(i % 7 == 0 ? " " : "");
        }
        return text.toString();
    }

    private static ContextWindows windows(PairEncoder encoder, int maxTokens, int maxWindows) {
        return new ContextWindows(encoder, new ClassifierSettings("i", "a", "t", "l", 1, maxTokens, maxWindows, BARE));
    }

    private static List<String> prompts(ContextWindows windows, RagExample example) {
        return windows.of(example).stream().map(Window::prompt).toList();
    }

    private static void refused(ContextWindows windows, RagExample example, String words) {
        assertThatThrownBy(() -> windows.of(example))
                .isInstanceOfSatisfying(
                        PlumblineException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INPUT_TOO_LONG))
                .hasMessageContaining(words);
    }

    private static PairEncoder encoder(String json) {
        try {
            Path directory = Files.createTempDirectory("tokenizer");
            Path file = Files.writeString(directory.resolve("tokenizer.json"), json);
            try {
                return Tokenizers.pairsOfDirectory(directory);
            } finally {
                Files.delete(file);
                Files.delete(directory);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
