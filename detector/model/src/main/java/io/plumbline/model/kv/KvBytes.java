package io.plumbline.model.kv;

import java.util.List;

/**
 * Bytes of keys and values that each key/value head really holds, extra entries of compensation included.
 *
 * @param layers of the model
 * @param kvHeads per layer
 * @param byHead by layer, then by head within the layer
 */
public record KvBytes(int layers, int kvHeads, List<Long> byHead) {
    public KvBytes {
        byHead = List.copyOf(byHead);
        if (byHead.size() != layers * kvHeads) {
            throw new IllegalArgumentException(byHead.size() + " heads of " + layers + " layers of " + kvHeads);
        }
    }

    /** Of one head. */
    public long of(KvHead head) {
        return byHead.get(head.layer() * kvHeads + head.head());
    }

    /** Of all heads. */
    public long total() {
        return byHead.stream().mapToLong(Long::longValue).sum();
    }
}
