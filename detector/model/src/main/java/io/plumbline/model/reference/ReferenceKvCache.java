package io.plumbline.model.reference;

import io.plumbline.model.ModelConfig;
import io.plumbline.model.kv.KvBytes;
import io.plumbline.model.kv.KvCache;
import io.plumbline.model.kv.KvHead;
import io.plumbline.model.kv.KvRule;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A list of token states. A state never changes once it is in a cache, so branches share them. */
final class ReferenceKvCache implements KvCache, PastKeys {
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

    @Override
    public List<TokenState> tokens() {
        checkOpen();
        return List.copyOf(tokens);
    }

    @Override
    public HeldEntries held(KvHead head) {
        int width = owner.config().headWidth();
        HeldEntries all = new HeldEntries(new KvRule.Full(), width, owner.arithmetic());
        tokens.forEach(token -> all.append(token.entry(all.length(), head, width)));
        return all;
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
    public KvBytes bytesByHead() {
        ModelConfig config = owner.config();
        int heads = config.layers() * config.kvHeads();
        return new KvBytes(config.layers(), config.kvHeads(), Collections.nCopies(heads, bytes() / heads));
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
