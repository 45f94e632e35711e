package io.plumbline.model.tokenizer;

import io.plumbline.model.TokenIds;
import java.util.OptionalInt;

/**
 * Text to token ids and back. Nothing is ever truncated or padded. Implementations are safe for use by several threads
 * at once; {@link #close} must come after the last call has returned.
 */
public interface Tokenizer extends AutoCloseable {
    /**
     * Token ids of {@code text} with the characters each covers. Special tokens written out in the text are parsed as
     * such; a BOS token is put in front exactly if the model's metadata asks for it (its span is empty). A text with a
     * lone surrogate is refused with {@code INVALID_INPUT}: it has no UTF-8 form, hence no tokens.
     */
    EncodedText encode(String text);

    /**
     * As {@link #encode}, but never with a BOS of its own: for a text that a {@link ChatTemplate} rendered, in which
     * the template has written the BOS where the model wants one.
     */
    EncodedText encodeVerbatim(String text);

    /**
     * The text of {@code ids}, special tokens written out. For a byte-level vocabulary without BOS this is the inverse
     * of {@link #encode}. Ids that end within a character yield U+FFFD for it. An id outside of the vocabulary is
     * refused with {@code INVALID_INPUT}.
     */
    String decode(TokenIds ids);

    /** As {@link #decode}, with special tokens left out. */
    String decodeWithoutSpecialTokens(TokenIds ids);

    /** Number of ids, those of added tokens included; every id is smaller. */
    int vocabularySize();

    OptionalInt bosId();

    OptionalInt eosId();

    /** SHA-256, in lower-case hex, of the canonical tokenizer definition; profiles name a tokenizer by it. */
    String sha256();

    @Override
    void close();
}
