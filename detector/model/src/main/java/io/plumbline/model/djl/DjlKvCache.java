package io.plumbline.model.djl;

import io.plumbline.model.ModelConfig;
import io.plumbline.model.TokenIds;
import io.plumbline.model.kv.KvBytes;
import io.plumbline.model.kv.KvCache;
import java.util.Arrays;
import java.util.Collections;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A prefix of a {@link KvBuffer}. A branch shares the buffer; the first of two branches to write goes on in place, the
 * other copies its prefix once when it writes. Safe to close on any thread when no pass uses it.
 */
final class DjlKvCache implements KvCache {
    /** Smallest buffer, in tokens; a full one doubles. */
    private static final int FIRST_CAPACITY = 128;

    private final DecoderRuntime runtime;
    private @Nullable KvBuffer buffer;
    private int[] ids;
    private int length;
    private boolean closed;

    DjlKvCache(DecoderRuntime runtime) {
        this(runtime, null, new int[0], 0);
    }

    private DjlKvCache(DecoderRuntime runtime, @Nullable KvBuffer buffer, int[] ids, int length) {
        this.runtime = runtime;
        this.buffer = buffer;
        this.ids = ids;
        this.length = length;
    }

    boolean belongsTo(DecoderRuntime other) {
        return runtime == other;
    }

    /** The tokens held. */
    synchronized TokenIds ids() {
        checkOpen();
        return TokenIds.of(Arrays.copyOf(ids, length));
    }

    /** What holds the tokens; empty if there are none. */
    synchronized Optional<KvBuffer> held() {
        checkOpen();
        return Optional.ofNullable(length == 0 ? null : buffer);
    }

    /** A buffer with room for {@code more} tokens behind those held, not visible before {@link #commit}. */
    synchronized KvBuffer roomFor(int more) {
        checkOpen();
        int needed = length + more;
        KvBuffer current = buffer;
        if (current == null) {
            current = new KvBuffer(runtime, capacityFor(needed, FIRST_CAPACITY));
        } else if (needed > current.capacity()) {
            current = moved(current, capacityFor(needed, 2 * current.capacity()));
        } else if (!current.writableBehind(length)) {
            current = moved(current, capacityFor(needed, FIRST_CAPACITY));
        }
        buffer = current;
        return current;
    }

    private KvBuffer moved(KvBuffer from, int capacity) {
        KvBuffer copy = from.copy(runtime, length, capacity);
        from.release();
        return copy;
    }

    private int capacityFor(int needed, int wished) {
        return Math.min(runtime.config().contextLength(), Math.max(needed, Math.max(wished, FIRST_CAPACITY)));
    }

    /** Makes {@code more}, written behind the tokens held, part of the cache. */
    synchronized void commit(TokenIds more) {
        KvBuffer current = buffer;
        if (current == null) {
            throw new IllegalStateException("nothing was written");
        }
        // a fresh array: a branch may hold the old one
        int[] grown = Arrays.copyOf(ids, Math.max(ids.length, current.capacity()));
        for (int i = 0; i < more.size(); i++) {
            grown[length + i] = more.at(i);
        }
        ids = grown;
        length += more.size();
        current.commit(length);
    }

    @Override
    public synchronized int length() {
        checkOpen();
        return length;
    }

    @Override
    public synchronized KvCache branch() {
        checkOpen();
        if (buffer != null) {
            buffer.share();
        }
        return new DjlKvCache(runtime, buffer, ids, length);
    }

    @Override
    public synchronized void truncate(int newLength) {
        checkOpen();
        if (newLength < 0 || newLength > length) {
            throw new IllegalArgumentException("cannot truncate " + length + " tokens to " + newLength);
        }
        length = newLength;
    }

    @Override
    public synchronized long bytes() {
        checkOpen();
        ModelConfig config = runtime.config();
        int tokens = buffer == null ? 0 : buffer.capacity();
        return 2L * tokens * config.layers() * config.kvHeads() * config.headWidth() * runtime.bytesPerNumber();
    }

    @Override
    public synchronized KvBytes bytesByHead() {
        checkOpen();
        ModelConfig config = runtime.config();
        long head = 2L * length * config.headWidth() * runtime.bytesPerNumber();
        return new KvBytes(
                config.layers(), config.kvHeads(), Collections.nCopies(config.layers() * config.kvHeads(), head));
    }

    @Override
    public synchronized void close() {
        if (!closed && buffer != null) {
            buffer.release();
        }
        buffer = null;
        closed = true;
    }

    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException("the cache is closed");
        }
    }
}
