package io.plumbline.model.tokenizer;

import io.plumbline.model.CharSpan;
import io.plumbline.model.TokenIds;
import io.plumbline.model.TokenSpan;
import java.util.List;

/**
 * Two texts and the tokens of both. Whether a leading space belongs to its token is the tokenizer's choice, and characters
 * it drops (white space, controls) may belong to none. Tokens that share one character all carry its whole span.
 *
 * @param ids all tokens, special ones included
 * @param typeIds segment of each token, as many as {@code ids}: usually 0 up to the separator and 1 after, or all 0
 * @param first positions of the first text's tokens
 * @param second positions of the second text's tokens
 * @param firstSpans UTF-16 range of the first text per token of {@code first}
 * @param secondSpans UTF-16 range of the second text per token of {@code second}
 */
public record EncodedPair(
        TokenIds ids,
        List<Integer> typeIds,
        TokenSpan first,
        TokenSpan second,
        List<CharSpan> firstSpans,
        List<CharSpan> secondSpans) {
    public EncodedPair {
        typeIds = List.copyOf(typeIds);
        firstSpans = List.copyOf(firstSpans);
        secondSpans = List.copyOf(secondSpans);
        if (typeIds.size() != ids.size()) {
            throw new IllegalArgumentException(ids.size() + " tokens but " + typeIds.size() + " type ids");
        }
        check(ids, first, firstSpans);
        check(ids, second, secondSpans);
    }

    private static void check(TokenIds ids, TokenSpan part, List<CharSpan> spans) {
        if (part.end() > ids.size() || part.length() != spans.size()) {
            throw new IllegalArgumentException(part + " of " + ids.size() + " tokens, with " + spans.size() + " spans");
        }
    }

    /** Number of tokens, special ones included. */
    public int size() {
        return ids.size();
    }
}
