package io.plumbline.model.kv;

/**
 * The ids, keys, values and final-norm states of the tokens a model has seen. Owned by one caller at a time; belongs to
 * the model that made it.
 */
public interface KvCache extends AutoCloseable {
    /** Number of tokens held. */
    int length();

    /** A second cache with the same content; the two then grow apart. Costs far less than a copy (copy on write). */
    KvCache branch();

    /** Forgets all tokens from {@code length} on. */
    void truncate(int length);

    /** Bytes of keys and values that this cache refers to, shared ones included. */
    long bytes();

    @Override
    void close();
}
