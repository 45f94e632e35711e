package io.plumbline.scoring.feature;

import io.plumbline.model.CharSpan;
import io.plumbline.prompt.Passage;
import io.plumbline.prompt.RagExample;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which words of an answer stand in its passages or its question. A word is a run of letters and digits, without case. */
public final class WordNovelty {
    private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}]+");

    private final List<Word> words;

    /**
     * A word of the answer.
     *
     * @param span UTF-16 units of the answer
     * @param novel whether it stands neither in the passages nor in the question
     * @param novelPair whether it does not follow the word before it anywhere in the passages; for the first word
     *     whether it is novel
     * @param name whether it holds a digit, or a capital that no sentence start explains
     */
    public record Word(CharSpan span, boolean novel, boolean novelPair, boolean name) {}

    private WordNovelty(List<Word> words) {
        this.words = List.copyOf(words);
    }

    public static WordNovelty of(RagExample example) {
        Set<String> known =
                new HashSet<>(example.question().map(WordNovelty::words).orElse(List.of()));
        Set<String> pairs = new HashSet<>();
        for (Passage passage : example.passages()) {
            List<String> words = words(passage.text());
            known.addAll(words);
            for (int i = 1; i < words.size(); i++) {
                pairs.add(words.get(i - 1) + ' ' + words.get(i));
            }
        }
        List<Word> found = new ArrayList<>();
        String before = "";
        String response = example.response();
        Matcher matcher = WORD.matcher(response);
        while (matcher.find()) {
            String word = matcher.group().toLowerCase(Locale.ROOT);
            boolean novel = !known.contains(word);
            boolean novelPair = before.isEmpty() ? novel : !pairs.contains(before + ' ' + word);
            boolean digit = word.codePoints().anyMatch(Character::isDigit);
            boolean capital =
                    Character.isUpperCase(matcher.group().codePointAt(0)) && !startsSentence(response, matcher.start());
            found.add(new Word(new CharSpan(matcher.start(), matcher.end()), novel, novelPair, digit || capital));
            before = word;
        }
        return new WordNovelty(found);
    }

    private static boolean startsSentence(String text, int at) {
        int i = at - 1;
        while (i >= 0 && !Character.isLetterOrDigit(text.charAt(i))) {
            if (".!?:\n".indexOf(text.charAt(i)) >= 0) {
                return true;
            }
            i--;
        }
        return i < 0;
    }

    /** The words, lower case, in order. */
    public static List<String> words(String text) {
        return WORD.matcher(text.toLowerCase(Locale.ROOT))
                .results()
                .map(r -> r.group())
                .toList();
    }

    /** The answer's words, in order. */
    public List<Word> words() {
        return words;
    }

    /** Share of the answer's words that are novel; 0 without words. */
    public double share() {
        return words.isEmpty() ? 0 : words.stream().filter(Word::novel).count() / (double) words.size();
    }
}
