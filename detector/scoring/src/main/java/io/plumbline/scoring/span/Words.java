package io.plumbline.scoring.span;

import io.plumbline.model.CharSpan;
import java.lang.Character.UnicodeScript;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * Word borders, enough to mark text: tokens cut words anywhere, and half a marked word helps nobody. Apostrophes between
 * letters and points or commas between digits do not end a word; scripts without spaces have a border everywhere, but
 * never before a combining mark or inside a surrogate pair.
 */
public final class Words {
    private static final Set<UnicodeScript> WITHOUT_SPACES = EnumSet.of(
            UnicodeScript.HAN,
            UnicodeScript.HIRAGANA,
            UnicodeScript.KATAKANA,
            UnicodeScript.THAI,
            UnicodeScript.LAO,
            UnicodeScript.KHMER,
            UnicodeScript.MYANMAR);

    private Words() {}

    /** The span without white space at its ends, grown to whole words; empty if nothing but white space is in it. */
    public static Optional<CharSpan> snap(String text, CharSpan span) {
        int start = span.start();
        int end = span.end();
        while (start < end && Character.isWhitespace(text.charAt(start))) {
            start++;
        }
        while (end > start && Character.isWhitespace(text.charAt(end - 1))) {
            end--;
        }
        if (start == end) {
            return Optional.empty();
        }
        while (!isBorder(text, start)) {
            start--;
        }
        while (!isBorder(text, end)) {
            end++;
        }
        return Optional.of(new CharSpan(start, end));
    }

    /** Whether a word may start or end at {@code index}. */
    static boolean isBorder(String text, int index) {
        if (index <= 0 || index >= text.length()) {
            return true;
        }
        if (Character.isLowSurrogate(text.charAt(index)) && Character.isHighSurrogate(text.charAt(index - 1))) {
            return false;
        }
        int before = text.codePointBefore(index);
        int after = text.codePointAt(index);
        if (isMark(after)) {
            return false;
        }
        if (isWord(before) && isWord(after)) {
            return false;
        }
        int beforeThat = index - Character.charCount(before);
        int afterThat = index + Character.charCount(after);
        if (afterThat < text.length() && connects(before, after, text.codePointAt(afterThat))) {
            return false;
        }
        return beforeThat <= 0 || !connects(text.codePointBefore(beforeThat), before, after);
    }

    private static boolean connects(int left, int middle, int right) {
        return switch (middle) {
            case '\'', '\u2019' -> isWord(left) && isWord(right);
            case '.', ',' -> Character.isDigit(left) && Character.isDigit(right);
            default -> false;
        };
    }

    private static boolean isWord(int c) {
        return (Character.isLetterOrDigit(c) || isMark(c)) && !WITHOUT_SPACES.contains(UnicodeScript.of(c));
    }

    private static boolean isMark(int c) {
        int type = Character.getType(c);
        return type == Character.NON_SPACING_MARK
                || type == Character.COMBINING_SPACING_MARK
                || type == Character.ENCLOSING_MARK;
    }
}
