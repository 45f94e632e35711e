package io.plumbline.model.testkit;

import io.plumbline.model.CharSpan;
import io.plumbline.model.TokenIds;
import io.plumbline.model.tokenizer.EncodedText;
import io.plumbline.model.tokenizer.Tokenizer;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/** One token for each character of a small alphabet, others as '?'; ids come back as text. The last id ends a text. */
public final class CharacterTokenizer implements Tokenizer {
    private static final String ALPHABET = " abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.,:!?\n";
    public static final int VOCABULARY = ALPHABET.length() + 1;
    public static final int END = ALPHABET.length();

    @Override
    public EncodedText encode(String text) {
        int[] ids = new int[text.length()];
        List<CharSpan> spans = new ArrayList<>();
        for (int i = 0; i < ids.length; i++) {
            int known = ALPHABET.indexOf(text.charAt(i));
            ids[i] = known < 0 ? ALPHABET.indexOf('?') : known;
            spans.add(new CharSpan(i, i + 1));
        }
        return new EncodedText(text, TokenIds.of(ids), spans);
    }

    @Override
    public EncodedText encodeVerbatim(String text) {
        return encode(text);
    }

    @Override
    public String decode(TokenIds ids) {
        StringBuilder text = new StringBuilder();
        for (int id : ids.toArray()) {
            text.append(id == END ? "" : ALPHABET.substring(id, id + 1));
        }
        return text.toString();
    }

    @Override
    public String decodeWithoutSpecialTokens(TokenIds ids) {
        return decode(ids);
    }

    @Override
    public int vocabularySize() {
        return VOCABULARY;
    }

    @Override
    public OptionalInt bosId() {
        return OptionalInt.empty();
    }

    @Override
    public OptionalInt eosId() {
        return OptionalInt.of(END);
    }

    @Override
    public String sha256() {
        return "7".repeat(64);
    }

    @Override
    public void close() {}
}
