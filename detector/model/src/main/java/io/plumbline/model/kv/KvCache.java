package io.plumbline.model.kv;

/**
 * The ids, keys, values and final-norm states of the tokens a model has seen. Owned by one caller at a time; belongs to
 * the model that made it.
 *
 * <p>A compressed cache ({@link io.plumbline.model.InstrumentedModel#compress}) holds of the keys and values what its policy
 * keeps, and no states.
 */
public interface KvCache extends AutoCloseable {
    /** Number of tokens seen. */
    int length();

    /** A second cache with the same content; the two then grow apart. Costs far less than a copy (copy on write). */
    KvCache branch();

    /**
     * Forgets all tokens from {@code length} on.
     *
     * @throws io.plumbline.model.PlumblineException INVALID_REQUEST if the cache is compressed and would have to go back:
     *     what its heads gave up is gone. Branch it before
     */
    void truncate(int length);

    /** Bytes of keys and values that this cache refers to, shared ones included, unused room, too. */
    long bytes();

    /** Bytes of the keys and values held, by head; unused room does not count. */
    KvBytes bytesByHead();

    @Override
    void close();
}
