package io.plumbline.evaluation.scorer;

import io.plumbline.evaluation.LabelledExample;
import io.plumbline.evaluation.scorer.Unscored.Reason;
import io.plumbline.model.PlumblineException;
import io.plumbline.scoring.chunk.BgeSmallEmbedder;
import io.plumbline.scoring.chunk.EmbeddingDistance;

/** {@link EmbeddingDistance} alone, as a baseline. */
public final class EmbeddingSimilarity implements AnswerScorer {
    private final ScorerCard card;
    private final EmbeddingDistance distance;

    public EmbeddingSimilarity(EmbeddingDistance distance) {
        this.distance = distance;
        this.card = card(distance.embedder());
    }

    private static ScorerCard card(String embedder) {
        return ScorerCard.baseline(
                        "embedding similarity",
                        "one minus the largest cosine of the answer with a chunk of the context, by " + embedder)
                .withCache("embedding-similarity-1|" + embedder + "|" + EmbeddingDistance.CHUNK_LENGTH + "|"
                        + EmbeddingDistance.CHUNK_OVERLAP);
    }

    /** With BGE-small, or a scorer that says that its library is missing. */
    public static AnswerScorer bgeSmallIfAvailable() {
        try {
            return new EmbeddingSimilarity(EmbeddingDistance.bgeSmall());
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
        return AnswerScore.of(distance.of(example.example()));
    }
}
