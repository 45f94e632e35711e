package io.plumbline.model.djl;

import io.plumbline.model.ModelConfig;
import io.plumbline.model.RequestChecks;
import io.plumbline.model.TokenIds;
import io.plumbline.model.kv.KvBytes;
import io.plumbline.model.kv.KvCache;

/** What each head holds, and the ids. Branches share the content until one goes on. Safe to close on any thread when no pass uses it. */
final class DjlCompressedCache implements KvCache {
    private final DecoderRuntime runtime;
    private HeldKv content;
    private TokenIds ids;
    private boolean closed;

    /** @param content owned once already, for this cache */
    DjlCompressedCache(DecoderRuntime runtime, HeldKv content, TokenIds ids) {
        this.runtime = runtime;
        this.content = content;
        this.ids = ids;
    }

    boolean belongsTo(DecoderRuntime other) {
        return runtime == other;
    }

    synchronized TokenIds ids() {
        checkOpen();
        return ids;
    }

    synchronized HeldKv content() {
        checkOpen();
        return content;
    }

    /** Goes on to what a pass over {@code more} left. */
    synchronized void commit(HeldKv next, TokenIds more) {
        content.release();
        content = next;
        ids = ids.concat(more);
    }

    @Override
    public synchronized int length() {
        checkOpen();
        return ids.size();
    }

    @Override
    public synchronized KvCache branch() {
        checkOpen();
        content.share();
        return new DjlCompressedCache(runtime, content, ids);
    }

    @Override
    public synchronized void truncate(int newLength) {
        checkOpen();
        RequestChecks.checkTruncation(ids.size(), newLength);
    }

    @Override
    public synchronized long bytes() {
        return bytesByHead().total();
    }

    @Override
    public synchronized KvBytes bytesByHead() {
        checkOpen();
        ModelConfig config = runtime.config();
        return new KvBytes(
                config.layers(),
                config.kvHeads(),
                content.slots().stream()
                        .map(slots -> 2L * slots.rows() * config.headWidth() * runtime.bytesPerNumber())
                        .toList());
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            content.release();
        }
        closed = true;
    }

    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException("the cache is closed");
        }
    }
}
