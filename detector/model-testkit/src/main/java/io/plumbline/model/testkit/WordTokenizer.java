package io.plumbline.model.testkit;

import io.plumbline.model.CharSpan;
import io.plumbline.model.TokenIds;
import io.plumbline.model.tokenizer.EncodedText;
import io.plumbline.model.tokenizer.Tokenizer;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Words of at most six letters with their leading space, hashed into a small vocabulary. */
public record WordTokenizer(int vocabularySize) implements Tokenizer {
    private static final Pattern TOKEN = Pattern.compile(" ?\\w{1,6}| ?[^\\w\\s]|\\s", Pattern.UNICODE_CHARACTER_CLASS);

    @Override
    public EncodedText encode(String text) {
        List<CharSpan> spans = new ArrayList<>();
        List<Integer> ids = new ArrayList<>();
        Matcher matcher = TOKEN.matcher(text);
        while (matcher.find()) {
            spans.add(new CharSpan(matcher.start(), matcher.end()));
            ids.add(Math.floorMod(matcher.group().hashCode(), vocabularySize));
        }
        return new EncodedText(
                text, TokenIds.of(ids.stream().mapToInt(Integer::intValue).toArray()), spans);
    }

    @Override
    public EncodedText encodeVerbatim(String text) {
        return encode(text);
    }

    @Override
    public String decode(TokenIds ids) {
        throw new UnsupportedOperationException("hashes do not come back");
    }

    @Override
    public String decodeWithoutSpecialTokens(TokenIds ids) {
        return decode(ids);
    }

    @Override
    public OptionalInt bosId() {
        return OptionalInt.empty();
    }

    @Override
    public OptionalInt eosId() {
        return OptionalInt.empty();
    }

    @Override
    public String sha256() {
        return "7".repeat(64);
    }

    @Override
    public void close() {}
}
