package io.plumbline.scoring.chunk;

import io.plumbline.model.ActivationTrace;
import io.plumbline.model.CapturePlan;
import io.plumbline.model.CharSpan;
import io.plumbline.model.Hashes;
import io.plumbline.model.TokenSpan;
import io.plumbline.prompt.Passage;
import io.plumbline.prompt.RagExample;
import io.plumbline.scoring.chunk.ChunkEmbedder.Chunk;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How unlike an answer is to the chunk of its context that it is most like: one minus the largest cosine. Needs no pass of the
 * scoring model. Keeps the vectors of the latest {@value #MAX_VECTORS} texts. Safe for several threads, one at a time.
 */
public final class EmbeddingDistance {
    /** Code points; a paragraph, well below what the embedding model reads. */
    public static final int CHUNK_LENGTH = 512;

    /** Code points that neighbours share. */
    public static final int CHUNK_OVERLAP = 64;

    /** Vectors kept: answers to the same document come one after another. */
    private static final int MAX_VECTORS = 4096;

    private static final ActivationTrace NO_TRACE = ActivationTrace.of(CapturePlan.NONE, Map.of());
    /** An embedder that reads text never looks at the tokens. */
    private static final TokenSpan SOME_TOKENS = new TokenSpan(0, 1);

    private final ChunkEmbedder embedder;
    private final RecursiveTextSplitter splitter = new RecursiveTextSplitter(CHUNK_LENGTH, CHUNK_OVERLAP);
    private final Map<String, double[]> vectors = new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, double[]> eldest) {
            return size() > MAX_VECTORS;
        }
    };

    /** The embedding model takes 100 MB and a second: one for all readers. */
    private static final class Shared {
        private static final EmbeddingDistance BGE_SMALL =
                new EmbeddingDistance(ChunkEmbedders.byName(BgeSmallEmbedder.NAME));
    }

    /**
     * By this embedder.
     *
     * @param embedder one that reads text only
     */
    public EmbeddingDistance(ChunkEmbedder embedder) {
        if (!embedder.captures(List.of(new Chunk("a", SOME_TOKENS))).isEmpty()) {
            throw new IllegalArgumentException("the embedder " + embedder.name() + " needs a pass of the model");
        }
        this.embedder = embedder;
    }

    /**
     * By BGE-small; one for the whole process.
     *
     * @throws io.plumbline.model.PlumblineException {@code INVALID_INPUT} if its library is not on the class path
     */
    public static EmbeddingDistance bgeSmall() {
        ChunkEmbedders.requireBgeSmall();
        return Shared.BGE_SMALL;
    }

    /** Name of the embedder. */
    public String embedder() {
        return embedder.name();
    }

    /**
     * The distance, 0 for an answer that is a chunk of the context and at most 2.
     *
     * @param example with context and an answer
     */
    public synchronized double of(RagExample example) {
        double[] answer = vector(example.response());
        double largest = -1;
        for (Passage passage : example.passages()) {
            for (CharSpan chunk : splitter.split(passage.text())) {
                largest = Math.max(largest, ChunkEmbedder.cosine(answer, vector(chunk.of(passage.text()))));
            }
        }
        return 1 - largest;
    }

    private double[] vector(String text) {
        return vectors.computeIfAbsent(
                Hashes.sha256(text.getBytes(StandardCharsets.UTF_8)),
                key -> embedder.embed(new Chunk(text, SOME_TOKENS), NO_TRACE));
    }
}
