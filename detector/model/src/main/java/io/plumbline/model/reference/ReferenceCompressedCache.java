package io.plumbline.model.reference;

import io.plumbline.model.ModelConfig;
import io.plumbline.model.RequestChecks;
import io.plumbline.model.kv.KvBytes;
import io.plumbline.model.kv.KvCache;
import io.plumbline.model.kv.KvHead;
import java.util.ArrayList;
import java.util.List;

/** What each head holds, and the ids. Entries never change, so branches share them. */
final class ReferenceCompressedCache implements KvCache, PastKeys {
    private final ReferenceModel owner;
    private List<TokenState> tokens;
    /** By layer, then by head. */
    private List<HeldEntries> heads;

    private boolean closed;

    ReferenceCompressedCache(ReferenceModel owner, List<TokenState> tokens, List<HeldEntries> heads) {
        this.owner = owner;
        this.tokens = List.copyOf(tokens);
        this.heads = List.copyOf(heads);
    }

    ReferenceModel owner() {
        return owner;
    }

    @Override
    public List<TokenState> tokens() {
        checkOpen();
        return tokens;
    }

    @Override
    public HeldEntries held(KvHead head) {
        return heads.get(head.layer() * owner.config().kvHeads() + head.head()).copy();
    }

    /** Takes over what a pass left. */
    void grown(List<TokenState> more, List<HeldEntries> grown) {
        List<TokenState> all = new ArrayList<>(tokens);
        more.forEach(token -> all.add(token.idOnly()));
        tokens = List.copyOf(all);
        heads = List.copyOf(grown);
    }

    @Override
    public int length() {
        checkOpen();
        return tokens.size();
    }

    @Override
    public KvCache branch() {
        checkOpen();
        return new ReferenceCompressedCache(owner, tokens, heads);
    }

    @Override
    public void truncate(int length) {
        checkOpen();
        RequestChecks.checkTruncation(tokens.size(), length);
    }

    @Override
    public long bytes() {
        return bytesByHead().total();
    }

    @Override
    public KvBytes bytesByHead() {
        checkOpen();
        ModelConfig config = owner.config();
        return new KvBytes(
                config.layers(),
                config.kvHeads(),
                heads.stream()
                        .map(head -> 2L * head.room() * config.headWidth() * Double.BYTES)
                        .toList());
    }

    @Override
    public void close() {
        closed = true;
        tokens = List.of();
        heads = List.of();
    }

    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException("the cache is closed");
        }
    }
}
