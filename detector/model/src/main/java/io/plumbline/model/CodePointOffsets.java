package io.plumbline.model;

import java.util.Arrays;

/**
 * Converts between UTF-16 units (inside Java) and Unicode code points (on the wire and in files) for one text. A UTF-16
 * index inside a surrogate pair belongs to the code point it is part of. Immutable; O(1) per conversion for texts of the
 * basic plane, O(log n) otherwise.
 */
public final class CodePointOffsets {
    private static final int[] NONE = {};

    private final int utf16Length;
    /** UTF-16 indices of the high surrogates, ascending; empty for most texts. */
    private final int[] pairs;

    public CodePointOffsets(String text) {
        utf16Length = text.length();
        int count = utf16Length - text.codePointCount(0, utf16Length);
        pairs = count == 0 ? NONE : new int[count];
        int next = 0;
        for (int i = 0; next < count; i++) {
            if (Character.isHighSurrogate(text.charAt(i)) && Character.isLowSurrogate(text.charAt(i + 1))) {
                pairs[next++] = i++;
            }
        }
    }

    /** Number of code points of the text. */
    public int length() {
        return utf16Length - pairs.length;
    }

    /** The code point that starts at, or contains, the UTF-16 unit {@code index}; the length maps to the length. */
    public int toCodePoint(int index) {
        if (index < 0 || index > utf16Length) {
            throw new IndexOutOfBoundsException("UTF-16 index " + index + " of " + utf16Length);
        }
        // a pair is over once its low surrogate lies before the index
        int found = Arrays.binarySearch(pairs, index - 1);
        int before = found >= 0 ? found : -found - 1;
        return index - before - (found >= 0 ? 1 : 0);
    }

    /** The first UTF-16 unit of the code point {@code index}; the length maps to the length. */
    public int toUtf16(int index) {
        if (index < 0 || index > length()) {
            throw new IndexOutOfBoundsException("code point " + index + " of " + length());
        }
        int low = 0;
        int high = pairs.length;
        while (low < high) {
            int mid = (low + high) >>> 1;
            if (pairs[mid] - mid < index) {
                low = mid + 1;
            } else {
                high = mid;
            }
        }
        return index + low;
    }

    /** A code-point range {@code [start, end)} as UTF-16. */
    public CharSpan toUtf16(int start, int end) {
        return new CharSpan(toUtf16(start), toUtf16(end));
    }

    /** First code point of a UTF-16 span. */
    public int startCodePoint(CharSpan span) {
        return toCodePoint(span.start());
    }

    /** Code point after the last of a UTF-16 span; a span that ends inside a surrogate pair includes that code point. */
    public int endCodePoint(CharSpan span) {
        boolean insidePair = Arrays.binarySearch(pairs, span.end() - 1) >= 0;
        return toCodePoint(span.end()) + (insidePair && !span.isEmpty() ? 1 : 0);
    }
}
