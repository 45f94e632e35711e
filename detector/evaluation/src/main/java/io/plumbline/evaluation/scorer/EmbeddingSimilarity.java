package io.plumbline.evaluation.scorer;

import io.plumbline.evaluation.LabelledExample;
import io.plumbline.evaluation.scorer.Unscored.Reason;
import io.plumbline.model.ActivationTrace;
import io.plumbline.model.CapturePlan;
import io.plumbline.model.CharSpan;
import io.plumbline.model.Hashes;
import io.plumbline.model.PlumblineException;
import io.plumbline.model.TokenSpan;
import io.plumbline.prompt.Passage;
import io.plumbline.scoring.chunk.BgeSmallEmbedder;
import io.plumbline.scoring.chunk.ChunkEmbedder;
import io.plumbline.scoring.chunk.ChunkEmbedder.Chunk;
import io.plumbline.scoring.chunk.ChunkEmbedders;
import io.plumbline.scoring.chunk.RecursiveTextSplitter;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** How unlike the answer is to the chunk of the context that it is most like: one minus the largest cosine. */
public final class EmbeddingSimilarity implements AnswerScorer {
    /** Code points; a paragraph, well below what the embedding model reads. */
    private static final int CHUNK_LENGTH = 512;

    private static final int CHUNK_OVERLAP = 64;
    /** Vectors kept: answers to the same document come one after another. */
    private static final int MAX_VECTORS = 4096;

    private static final ActivationTrace NO_TRACE = ActivationTrace.of(CapturePlan.NONE, Map.of());
    /** An embedder that reads text never looks at the tokens. */
    private static final TokenSpan SOME_TOKENS = new TokenSpan(0, 1);

    private final ScorerCard card;
    private final ChunkEmbedder embedder;
    private final RecursiveTextSplitter splitter = new RecursiveTextSplitter(CHUNK_LENGTH, CHUNK_OVERLAP);
    private final Map<String, double[]> vectors = new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, double[]> eldest) {
            return size() > MAX_VECTORS;
        }
    };

    /**
     * A scorer of this embedder.
     *
     * @param embedder one that reads text only
     */
    public EmbeddingSimilarity(ChunkEmbedder embedder) {
        if (!embedder.captures(java.util.List.of(new Chunk("a", SOME_TOKENS))).isEmpty()) {
            throw new IllegalArgumentException("the embedder " + embedder.name() + " needs a pass of the model");
        }
        this.embedder = embedder;
        this.card = card(embedder.name());
    }

    private static ScorerCard card(String embedder) {
        return ScorerCard.baseline(
                        "embedding similarity",
                        "one minus the largest cosine of the answer with a chunk of the context, by " + embedder)
                .withCache("embedding-similarity-1|" + embedder + "|" + CHUNK_LENGTH + "|" + CHUNK_OVERLAP);
    }

    /** With BGE-small, or a scorer that says that its library is missing. */
    public static AnswerScorer bgeSmallIfAvailable() {
        try {
            return new EmbeddingSimilarity(ChunkEmbedders.byName(BgeSmallEmbedder.NAME));
        } catch (PlumblineException e) {
            return new UnavailableScorer(card(BgeSmallEmbedder.NAME), String.valueOf(e.getMessage()));
        }
    }

    @Override
    public ScorerCard card() {
        return card;
    }

    @Override
    public ScoringOutcome score(LabelledExample example) {
        if (!example.example().hasContext()) {
            return new Unscored(Reason.NO_CONTEXT, "");
        }
        if (example.example().response().isBlank()) {
            return new Unscored(Reason.EMPTY_RESPONSE, "");
        }
        double[] answer = vector(example.example().response());
        double largest = -1;
        for (Passage passage : example.example().passages()) {
            for (CharSpan chunk : splitter.split(passage.text())) {
                largest = Math.max(largest, ChunkEmbedder.cosine(answer, vector(chunk.of(passage.text()))));
            }
        }
        return AnswerScore.of(1 - largest);
    }

    private double[] vector(String text) {
        return vectors.computeIfAbsent(
                Hashes.sha256(text.getBytes(StandardCharsets.UTF_8)),
                key -> embedder.embed(new Chunk(text, SOME_TOKENS), NO_TRACE));
    }
}
