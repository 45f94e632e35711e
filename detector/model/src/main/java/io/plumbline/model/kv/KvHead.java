package io.plumbline.model.kv;

import io.plumbline.model.HeadId;
import io.plumbline.model.ModelConfig;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A key/value head, zero-based. {@link ModelConfig#groupSize()} query heads share it.
 *
 * @param layer zero-based layer
 * @param head zero-based key/value head within the layer
 */
public record KvHead(int layer, int head) {
    public KvHead {
        if (layer < 0 || head < 0) {
            throw new IllegalArgumentException("not a key/value head: " + layer + "-" + head);
        }
    }

    /** All of a model, by layer. */
    public static List<KvHead> all(ModelConfig config) {
        return IntStream.range(0, config.layers() * config.kvHeads())
                .mapToObj(i -> new KvHead(i / config.kvHeads(), i % config.kvHeads()))
                .toList();
    }

    /** The one that a query head reads. */
    public static KvHead of(HeadId query, ModelConfig config) {
        return new KvHead(query.layer(), query.head() / config.groupSize());
    }

    /** The query heads that read it. */
    public List<HeadId> queries(ModelConfig config) {
        int first = head * config.groupSize();
        return IntStream.range(first, first + config.groupSize())
                .mapToObj(query -> new HeadId(layer, query))
                .toList();
    }
}
