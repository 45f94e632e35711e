package io.plumbline.model.tokenizer;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.plumbline.model.CharSpan;
import io.plumbline.model.CodePointOffsets;
import io.plumbline.model.ErrorCode;
import io.plumbline.model.PlumblineException;
import io.plumbline.model.TokenIds;
import io.plumbline.model.TokenSpan;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;

/** Pairs by the Hugging Face tokenizers library behind DJL. The native object is only read after construction. */
final class DjlPairEncoder implements PairEncoder {
    private final HuggingFaceTokenizer tokenizer;
    private final String sha256;

    DjlPairEncoder(ObjectNode document) {
        ObjectNode whole = document.deepCopy();
        whole.putNull("truncation");
        whole.putNull("padding");
        sha256 = TokenizerDefinition.canonicalSha256(whole);
        tokenizer = DjlTokenizer.open(whole.toString());
        try {
            requireSeparator();
        } catch (RuntimeException e) {
            tokenizer.close();
            throw e;
        }
    }

    /** Without a token between them a model could not tell the texts apart. */
    private void requireSeparator() {
        EncodedPair probe = encode("a", "a");
        if (probe.second().start() <= probe.first().end()) {
            throw new PlumblineException(
                    ErrorCode.UNSUPPORTED_MODEL,
                    "the post_processor of tokenizer.json puts no token between two texts, as a model that reads pairs"
                            + " needs; use the tokenizer the classifier was trained with");
        }
    }

    @Override
    public EncodedPair encode(String first, String second) {
        DjlTokenizer.checkText(first);
        DjlTokenizer.checkText(second);
        Encoding encoding = run(first, second);
        int[] ids = Arrays.stream(encoding.getIds()).mapToInt(Math::toIntExact).toArray();
        List<Integer> types =
                Arrays.stream(encoding.getTypeIds()).mapToObj(Math::toIntExact).toList();
        TokenSpan ofFirst = positions(encoding.getSequenceIds(), 0);
        TokenSpan ofSecond = positions(encoding.getSequenceIds(), 1);
        return new EncodedPair(
                TokenIds.of(ids),
                types,
                ofFirst,
                ofSecond,
                spans(encoding, ofFirst, first),
                spans(encoding, ofSecond, second));
    }

    private Encoding run(String first, String second) {
        try {
            return tokenizer.encode(first, second, true, false);
        } catch (RuntimeException e) {
            throw new PlumblineException(
                    ErrorCode.UNSUPPORTED_MODEL,
                    "the tokenizers library cannot encode with this tokenizer.json: " + e.getMessage()
                            + "; use the tokenizer the classifier was trained with",
                    e);
        }
    }

    /** Where the tokens of one text stand; special tokens belong to neither (-1). */
    private static TokenSpan positions(long[] sequenceIds, int sequence) {
        OptionalInt start = OptionalInt.empty();
        int end = 0;
        int count = 0;
        for (int i = 0; i < sequenceIds.length; i++) {
            if (sequenceIds[i] == sequence) {
                start = start.isPresent() ? start : OptionalInt.of(i);
                end = i + 1;
                count++;
            }
        }
        int from = start.orElse(end);
        if (end - from != count) {
            throw new PlumblineException(
                    ErrorCode.UNSUPPORTED_MODEL,
                    "the post_processor of tokenizer.json puts tokens into the middle of a text; that is not supported");
        }
        return new TokenSpan(from, end);
    }

    private static List<CharSpan> spans(Encoding encoding, TokenSpan positions, String text) {
        CodePointOffsets offsets = new CodePointOffsets(text);
        ai.djl.huggingface.tokenizers.jni.CharSpan[] codePoints = encoding.getCharTokenSpans();
        List<CharSpan> spans = new ArrayList<>(positions.length());
        for (int i = positions.start(); i < positions.end(); i++) {
            spans.add(offsets.toUtf16(codePoints[i].getStart(), codePoints[i].getEnd()));
        }
        return spans;
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
