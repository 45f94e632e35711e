package io.plumbline.attribution;

import com.ibm.icu.text.BreakIterator;
import com.ibm.icu.util.ULocale;
import io.plumbline.model.CharSpan;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Splits text into sentences by Unicode's rules (UAX 29) as ICU implements them, without those that only follow an
 * abbreviation or an initial. No model and no network; the rules hold for any script, the abbreviations are English.
 * Lines are split first: a sentence goes over a line break only to take along what holds no word, such as a rule of
 * asterisks. Of ICU's own lists of abbreviations no use is made: they match the ends of longer words.
 */
public final class SentenceSplitter {
    /**
     * Words whose full stop ends a sentence hardly ever; not such as "Inc", "etc" and "p.m", after which one may
     * start.
     */
    private static final Set<String> ABBREVIATIONS = Set.of(
            ("Mr Mrs Ms Messrs Dr Prof St Ste Gen Gov Sen Rep Capt Col Maj Lt Cmdr Sgt Cpl Rev Hon Pres Adm Supt Mt Ft "
                            + "Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec "
                            + "Fig Figs fig figs Eq Sec Ch ch Vol vol No Nos pp p cf ca c approx viz vs v al e.g i.e")
                    .split(" "));

    private static final String BEFORE_INITIALS = " \u00A0(\"\u201C-";

    private static final BreakIterator RULES = BreakIterator.getSentenceInstance(ULocale.ENGLISH);

    private SentenceSplitter() {}

    /**
     * The sentences of a text, ascending and disjoint, without white space around them. What holds neither letter nor
     * digit is part of the sentence before it; where there is none before, it is left out.
     *
     * @return UTF-16 units of {@code text}; empty for a text without letters and digits
     */
    public static List<CharSpan> split(String text) {
        BreakIterator breaks = (BreakIterator) RULES.clone();
        List<CharSpan> sentences = new ArrayList<>();
        int start = 0;
        while (start < text.length()) {
            int end = start;
            while (end < text.length() && text.charAt(end) != '\n' && text.charAt(end) != '\r') {
                end++;
            }
            splitLine(text, start, end, breaks, sentences);
            start = end + 1;
        }
        return sentences;
    }

    private static void splitLine(String text, int from, int to, BreakIterator breaks, List<CharSpan> sentences) {
        breaks.setText(text.substring(from, to));
        int start = breaks.first();
        for (int end = breaks.next(); end != BreakIterator.DONE; end = breaks.next()) {
            CharSpan sentence = stripped(text, from + start, from + end);
            if (from + end < to && endsInAbbreviation(sentence.of(text))) {
                continue;
            }
            if (hasWord(text, sentence)) {
                sentences.add(sentence);
            } else if (!sentence.isEmpty() && !sentences.isEmpty()) {
                CharSpan before = sentences.remove(sentences.size() - 1);
                sentences.add(new CharSpan(before.start(), sentence.end()));
            }
            start = end;
        }
    }

    /**
     * An abbreviation, or a capital letter other than the word I: more often a name's initial than a sentence's last
     * word.
     */
    private static boolean endsInAbbreviation(String sentence) {
        int stop = sentence.length() - 1;
        if (stop < 1 || sentence.charAt(stop) != '.') {
            return false;
        }
        int start = stop;
        while (start > 0 && (Character.isLetter(sentence.charAt(start - 1)) || sentence.charAt(start - 1) == '.')) {
            start--;
        }
        String word = sentence.substring(start, stop);
        boolean initial = word.length() == 1
                && Character.isUpperCase(word.charAt(0))
                && !word.equals("I")
                && (start == 0 || BEFORE_INITIALS.indexOf(sentence.charAt(start - 1)) >= 0);
        return initial || ABBREVIATIONS.contains(word);
    }

    private static CharSpan stripped(String text, int from, int to) {
        int start = from;
        int end = to;
        while (end > start && isSpace(text.charAt(end - 1))) {
            end--;
        }
        while (start < end && isSpace(text.charAt(start))) {
            start++;
        }
        return new CharSpan(start, end);
    }

    private static boolean isSpace(char unit) {
        return Character.isWhitespace(unit) || Character.isSpaceChar(unit);
    }

    private static boolean hasWord(String text, CharSpan span) {
        return span.of(text).codePoints().anyMatch(Character::isLetterOrDigit);
    }
}
