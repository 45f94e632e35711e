package io.plumbline.model.tokenizer;

import io.plumbline.model.CharSpan;
import io.plumbline.model.TokenIds;
import io.plumbline.model.TokenSpan;
import java.util.List;

/**
 * A text and its tokens. Spans are untrimmed: a leading space belongs to the token that holds it. Tokens that share one
 * character (the byte-level pieces of an emoji) all carry that character's whole span; a token that stands for no
 * character (BOS) has an empty span. Starts and ends never decrease from token to token.
 *
 * @param text the text as it was given
 * @param ids the tokens
 * @param spans UTF-16 range of {@code text} per token, as many as ids
 */
public record EncodedText(String text, TokenIds ids, List<CharSpan> spans) {
    public EncodedText {
        if (ids.size() != spans.size()) {
            throw new IllegalArgumentException(ids.size() + " tokens but " + spans.size() + " spans");
        }
        spans = List.copyOf(spans);
        int start = 0;
        int end = 0;
        for (CharSpan span : spans) {
            if (span.start() < start || span.end() < end || span.end() > text.length()) {
                throw new IllegalArgumentException(
                        "span " + span + " after [" + start + ", " + end + ") in a text of " + text.length());
            }
            start = span.start();
            end = span.end();
        }
    }

    /** Number of tokens. */
    public int size() {
        return ids.size();
    }

    /**
     * First to last token whose span intersects {@code chars}. Where none does, the empty span at the first token that
     * starts at or after {@code chars.start()}.
     */
    public TokenSpan tokensOf(CharSpan chars) {
        if (chars.end() > text.length()) {
            throw new IndexOutOfBoundsException(chars + " of a text of " + text.length());
        }
        int first = firstEndingAfter(chars.start());
        int last = first;
        while (last < spans.size() && spans.get(last).start() < chars.end()) {
            last++;
        }
        if (chars.isEmpty() || last == first) {
            int at = first;
            while (at < spans.size() && spans.get(at).start() < chars.start()) {
                at++;
            }
            return new TokenSpan(at, at);
        }
        return new TokenSpan(first, last);
    }

    /** Binary search over the ends, which never decrease. */
    private int firstEndingAfter(int index) {
        int low = 0;
        int high = spans.size();
        while (low < high) {
            int mid = (low + high) >>> 1;
            if (spans.get(mid).end() <= index) {
                low = mid + 1;
            } else {
                high = mid;
            }
        }
        return low;
    }
}
