package io.plumbline.model.tokenizer;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import io.plumbline.model.CharSpan;
import io.plumbline.model.CodePointOffsets;
import io.plumbline.model.ErrorCode;
import io.plumbline.model.PlumblineException;
import io.plumbline.model.TokenIds;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * The Hugging Face tokenizers library behind DJL. The native object is only read after construction, so threads need no
 * lock. Inputs are limited to {@value #MAX_CHARACTERS} UTF-16 units.
 */
final class DjlTokenizer implements Tokenizer {
    /** Longest text, in UTF-16 units: far above any context window, far below what would exhaust memory. */
    static final int MAX_CHARACTERS = 16 * 1024 * 1024;

    // DJL cuts at 512 tokens and pads unless told otherwise
    private static final Map<String, String> OPTIONS = Map.of(
            "addSpecialTokens", "false",
            "truncation", "do_not_truncate",
            "padding", "do_not_pad",
            "withOverflowingTokens", "false");

    private final HuggingFaceTokenizer tokenizer;
    private final int vocabularySize;
    private final boolean addBos;
    private final OptionalInt bosId;
    private final OptionalInt eosId;
    private final String sha256;

    DjlTokenizer(TokenizerDefinition definition) {
        this.vocabularySize = definition.vocabularySize();
        this.addBos = definition.addBos();
        this.bosId = definition.bosId();
        this.eosId = definition.eosId();
        this.sha256 = definition.sha256();
        this.tokenizer = open(definition.json());
    }

    /** The native tokenizer of a {@code tokenizer.json} text, which neither truncates nor pads. */
    static HuggingFaceTokenizer open(String json) {
        neverCallHome();
        try {
            return HuggingFaceTokenizer.newInstance(
                    new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)), OPTIONS);
        } catch (IOException | RuntimeException e) {
            throw new PlumblineException(
                    ErrorCode.UNSUPPORTED_MODEL,
                    "the tokenizers library cannot load this tokenizer: " + e.getMessage()
                            + "; check tokenizer.json or the model file's tokenizer metadata",
                    e);
        }
    }

    /** DJL reports to its makers and looks for downloads unless these are set; a value the user set stays. */
    private static void neverCallHome() {
        for (String property : List.of("ai.djl.offline", "OPT_OUT_TRACKING")) {
            if (System.getProperty(property) == null) {
                System.setProperty(property, "true");
            }
        }
    }

    @Override
    public EncodedText encode(String text) {
        return encode(text, addBos);
    }

    @Override
    public EncodedText encodeVerbatim(String text) {
        return encode(text, false);
    }

    private EncodedText encode(String text, boolean withBos) {
        checkText(text);
        Encoding encoding = tokenizer.encode(text, false, false);
        long[] ids = encoding.getIds();
        ai.djl.huggingface.tokenizers.jni.CharSpan[] codePoints = encoding.getCharTokenSpans();
        CodePointOffsets offsets = new CodePointOffsets(text);
        int extra = withBos ? 1 : 0;
        int[] all = new int[ids.length + extra];
        List<CharSpan> spans = new ArrayList<>(all.length);
        if (withBos) {
            all[0] = bosId.orElseThrow();
            spans.add(new CharSpan(0, 0));
        }
        for (int i = 0; i < ids.length; i++) {
            all[i + extra] = Math.toIntExact(ids[i]);
            spans.add(offsets.toUtf16(codePoints[i].getStart(), codePoints[i].getEnd()));
        }
        return new EncodedText(text, TokenIds.of(all), spans);
    }

    /** Refuses what has no tokens: a text over the limit, or one that is not well-formed. */
    static void checkText(String text) {
        if (text.length() > MAX_CHARACTERS) {
            throw new PlumblineException(
                    ErrorCode.INPUT_TOO_LONG,
                    "the text has " + text.length() + " UTF-16 units, at most " + MAX_CHARACTERS
                            + " can be tokenized; send a shorter one");
        }
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                if (i + 1 == text.length() || !Character.isSurrogatePair(text.charAt(i), text.charAt(i + 1))) {
                    throw new PlumblineException(
                            ErrorCode.INVALID_INPUT,
                            "the text has a lone surrogate at UTF-16 index " + i + "; send well-formed Unicode");
                }
                i++;
            }
        }
    }

    @Override
    public String decode(TokenIds ids) {
        return decode(ids, false);
    }

    @Override
    public String decodeWithoutSpecialTokens(TokenIds ids) {
        return decode(ids, true);
    }

    private String decode(TokenIds ids, boolean skipSpecial) {
        for (int i = 0; i < ids.size(); i++) {
            if (ids.at(i) >= vocabularySize) {
                throw new PlumblineException(
                        ErrorCode.INVALID_INPUT,
                        "token id " + ids.at(i) + " at position " + i + " is not in the vocabulary of " + vocabularySize
                                + "; were the ids made by another tokenizer?");
            }
        }
        return tokenizer.decode(Arrays.stream(ids.toArray()).asLongStream().toArray(), skipSpecial);
    }

    @Override
    public int vocabularySize() {
        return vocabularySize;
    }

    @Override
    public OptionalInt bosId() {
        return bosId;
    }

    @Override
    public OptionalInt eosId() {
        return eosId;
    }

    @Override
    public String sha256() {
        return sha256;
    }

    @Override
    public void close() {
        tokenizer.close();
    }
}
