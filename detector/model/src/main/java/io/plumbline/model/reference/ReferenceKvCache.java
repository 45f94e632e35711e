package io.plumbline.model.reference;

import io.plumbline.model.ModelConfig;
import io.plumbline.model.kv.KvCache;
import java.util.ArrayList;
import java.util.List;

/** A list of token states. A state never changes once it is in a cache, so branches share them. */
final class ReferenceKvCache implements KvCache {
    private final ReferenceModel owner;
    private final List<TokenState> tokens;
    private boolean closed;

    ReferenceKvCache(ReferenceModel owner, List<TokenState> tokens) {
        this.owner = owner;
        this.tokens = new ArrayList<>(tokens);
    }

    ReferenceModel owner() {
        return owner;
    }

    List<TokenState> tokens() {
        checkOpen();
        return List.copyOf(tokens);
    }

    void append(List<TokenState> more) {
        tokens.addAll(more);
    }

    @Override
    public int length() {
        checkOpen();
        return tokens.size();
    }

    @Override
    public KvCache branch() {
        checkOpen();
        return new ReferenceKvCache(owner, tokens);
    }

    @Override
    public void truncate(int length) {
        checkOpen();
        if (length < 0 || length > tokens.size()) {
            throw new IllegalArgumentException("cannot truncate " + tokens.size() + " tokens to " + length);
        }
        tokens.subList(length, tokens.size()).clear();
    }

    @Override
    public long bytes() {
        checkOpen();
        ModelConfig config = owner.config();
        return (long) tokens.size() * config.layers() * 2 * config.kvHeads() * config.headWidth() * Double.BYTES;
    }

    @Override
    public void close() {
        closed = true;
        tokens.clear();
    }

    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException("the cache is closed");
        }
    }
}
