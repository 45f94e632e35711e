package io.plumbline.model.tokenizer;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.IntPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Python's string methods, where Java's differ; texts are sequences of code points as they are there. */
final class PythonText {
    private static final Pattern ESCAPE = Pattern.compile("\\\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|.)", Pattern.DOTALL);

    private PythonText() {}

    /** {@code str.isspace}; Java's notions of white space leave out the no-break spaces or the separators 1C to 1F. */
    static boolean isSpace(int c) {
        return (c >= 0x09 && c <= 0x0D)
                || (c >= 0x1C && c <= 0x20)
                || c == 0x85
                || c == 0xA0
                || c == 0x1680
                || (c >= 0x2000 && c <= 0x200A)
                || c == 0x2028
                || c == 0x2029
                || c == 0x202F
                || c == 0x205F
                || c == 0x3000;
    }

    static String strip(String text) {
        return stripStart(stripEnd(text, PythonText::isSpace), PythonText::isSpace);
    }

    static String stripEnd(String text) {
        return stripEnd(text, PythonText::isSpace);
    }

    static String stripStart(String text, IntPredicate strips) {
        int start = 0;
        while (start < text.length() && strips.test(text.codePointAt(start))) {
            start += Character.charCount(text.codePointAt(start));
        }
        return text.substring(start);
    }

    static String stripEnd(String text, IntPredicate strips) {
        int end = text.length();
        while (end > 0 && strips.test(text.codePointBefore(end))) {
            end -= Character.charCount(text.codePointBefore(end));
        }
        return text.substring(0, end);
    }

    /** {@code str.split()}: at runs of white space, none of it at the ends. */
    static List<Object> split(String text) {
        List<Object> words = new ArrayList<>();
        int start = -1;
        for (int i = 0; i <= text.length(); i++) {
            boolean space = i == text.length() || isSpace(text.charAt(i));
            if (space && start >= 0) {
                words.add(text.substring(start, i));
                start = -1;
            } else if (!space && start < 0) {
                start = i;
            }
        }
        return words;
    }

    /** {@code str.split(separator)}. */
    static List<Object> split(String text, String separator) {
        if (separator.isEmpty()) {
            throw TemplateProblem.refused("a split at an empty separator");
        }
        List<Object> parts = new ArrayList<>();
        int start = 0;
        for (int found = text.indexOf(separator); found >= 0; found = text.indexOf(separator, start)) {
            parts.add(text.substring(start, found));
            start = found + separator.length();
        }
        parts.add(text.substring(start));
        return parts;
    }

    /** Letter case of other than ASCII depends on the Unicode version, which differs between Java and Python. */
    static String ascii(String text, String construct) {
        if (text.chars().anyMatch(c -> c > 0x7F)) {
            throw TemplateProblem.unsupported(construct + " of a text that is not ASCII");
        }
        return text;
    }

    static String capitalize(String text) {
        return text.isEmpty()
                ? text
                : text.substring(0, 1).toUpperCase(Locale.ROOT)
                        + text.substring(1).toLowerCase(Locale.ROOT);
    }

    static String title(String text) {
        StringBuilder title = new StringBuilder(text.length());
        boolean inWord = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            title.append(inWord ? Character.toLowerCase(c) : Character.toUpperCase(c));
            inWord = Character.isLetter(c);
        }
        return title.toString();
    }

    /** The value of a string literal's inside. */
    static String unescape(String literal) {
        Matcher escape = ESCAPE.matcher(literal);
        StringBuilder value = new StringBuilder(literal.length());
        while (escape.find()) {
            escape.appendReplacement(value, Matcher.quoteReplacement(unescaped(escape.group())));
        }
        return escape.appendTail(value).toString();
    }

    private static String unescaped(String escape) {
        char kind = escape.charAt(1);
        int simple = "\\'\"nrtbfav".indexOf(kind);
        if (simple >= 0) {
            return String.valueOf("\\'\"\n\r\t\b\f\u0007\u000B".charAt(simple));
        }
        if (escape.length() > 2) {
            return String.valueOf((char) Integer.parseInt(escape, 2, escape.length(), 16));
        }
        if (kind == '\n') {
            return "";
        }
        if ("xuUN".indexOf(kind) >= 0 || Character.isDigit(kind)) {
            throw TemplateProblem.unsupported("the escape \\" + kind + " in a string, or a broken one");
        }
        return escape;
    }
}
