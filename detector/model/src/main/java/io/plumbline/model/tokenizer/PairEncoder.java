package io.plumbline.model.tokenizer;

/**
 * Two texts to the one sequence that an encoder model reads, for example {@code [CLS] first [SEP] second [SEP]}. Nothing
 * is ever truncated or padded. Implementations are safe for use by several threads at once; {@link #close} must come after
 * the last call has returned.
 */
public interface PairEncoder extends AutoCloseable {
    /**
     * Both texts with the special tokens around them. Each text is tokenized on its own, so that the tokens of one do not
     * depend on the other. Special tokens written out in a text are parsed as such, as in the library itself. A text with a
     * lone surrogate is refused with {@code INVALID_INPUT}, one over 16 Mi UTF-16 units with {@code INPUT_TOO_LONG}.
     */
    EncodedPair encode(String first, String second);

    /** SHA-256, in lower-case hex, of the canonical tokenizer definition, post-processor included. */
    String sha256();

    @Override
    void close();
}
