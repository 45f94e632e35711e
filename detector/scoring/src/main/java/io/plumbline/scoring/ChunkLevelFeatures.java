package io.plumbline.scoring;

import io.plumbline.model.ActivationTrace;
import io.plumbline.model.CapturePlan;
import io.plumbline.model.CharSpan;
import io.plumbline.model.ErrorCode;
import io.plumbline.model.FloatMatrix;
import io.plumbline.model.PlumblineException;
import io.plumbline.model.Reduction;
import io.plumbline.model.TokenSpan;
import io.plumbline.prompt.EncodedPrompt;
import io.plumbline.prompt.PassageSpan;
import io.plumbline.scoring.chunk.ChunkEmbedder.Chunk;
import io.plumbline.scoring.chunk.ChunkLayout;
import io.plumbline.scoring.chunk.ChunkScorer;
import io.plumbline.scoring.chunk.ChunkScores;
import io.plumbline.scoring.chunk.RecursiveTextSplitter;
import io.plumbline.scoring.feature.Feature;
import io.plumbline.scoring.feature.FeatureTable;
import java.util.ArrayList;
import java.util.List;

/**
 * ReDeEP(chunk), strict: every token of the answer carries its chunk's scores. Context chunks are cut from each passage's
 * text. A token in two chunks takes the first, one in none the chunk before it.
 */
public final class ChunkLevelFeatures {
    private final List<Feature> features;
    private final ChunkScorer scorer;
    private final RecursiveTextSplitter splitter;

    /** @param features the columns: ECS, PKS, likelihood and entropy */
    public ChunkLevelFeatures(List<Feature> features, ChunkScorer scorer, RecursiveTextSplitter splitter) {
        this.features = List.copyOf(features);
        this.scorer = scorer;
        this.splitter = splitter;
    }

    /** What to capture in the pass with context. */
    public CapturePlan plan(EncodedPrompt prompt) {
        return scorer.plan(layout(prompt)).and(CapturePlan.of(new Reduction.NextToken(prompt.predictorRows())));
    }

    /** Reads the features of a trace whose plan held all of {@link #plan}. */
    public FeatureTable read(EncodedPrompt prompt, ActivationTrace trace) {
        ChunkLayout layout = layout(prompt);
        ChunkScores scores = scorer.read(layout, trace);
        FloatMatrix next = trace.get(new Reduction.NextToken(prompt.predictorRows()));
        TokenSpan tokens = prompt.responseTokens();
        float[] values = new float[tokens.length() * features.size()];
        for (int t = 0; t < tokens.length(); t++) {
            int chunk = chunkOf(layout.response(), tokens.start() + t);
            for (int c = 0; c < features.size(); c++) {
                values[t * features.size() + c] = value(features.get(c), scores, chunk, next, t);
            }
        }
        return new FeatureTable(features, FloatMatrix.owning(tokens.length(), features.size(), values));
    }

    private float value(Feature feature, ChunkScores scores, int chunk, FloatMatrix next, int token) {
        return switch (feature.kind()) {
            case ECS ->
                (float) scores.ecs()
                        .get(chunk)[scorer.heads().indexOf(feature.head().orElseThrow())];
            case PKS ->
                (float) scores.pks()
                        .get(chunk)[scorer.layers().indexOf(feature.layer().orElseThrow())];
            case NEGATIVE_LOG_LIKELIHOOD -> next.at(token, 0);
            case PREDICTION_ENTROPY -> next.at(token, 1);
            default -> throw new IllegalArgumentException("not read by chunk: " + feature);
        };
    }

    private static int chunkOf(List<Chunk> chunks, int token) {
        int before = 0;
        for (int c = 0; c < chunks.size(); c++) {
            if (chunks.get(c).tokens().contains(token)) {
                return c;
            }
            if (chunks.get(c).tokens().end() <= token) {
                before = c;
            }
        }
        return before;
    }

    private ChunkLayout layout(EncodedPrompt prompt) {
        List<Chunk> context = new ArrayList<>();
        for (PassageSpan passage : prompt.rendered().passages()) {
            addChunks(prompt, passage.span(), new TokenSpan(0, prompt.promptTokens()), context);
        }
        List<Chunk> response = new ArrayList<>();
        addChunks(prompt, prompt.rendered().response(), prompt.responseTokens(), response);
        if (context.isEmpty() || response.isEmpty()) {
            throw new PlumblineException(
                    ErrorCode.INVALID_INPUT,
                    "nothing but white space to cut into chunks; give a passage and an answer");
        }
        return new ChunkLayout(context, response);
    }

    private void addChunks(EncodedPrompt prompt, CharSpan part, TokenSpan within, List<Chunk> chunks) {
        String text = part.of(prompt.rendered().text());
        for (CharSpan span : splitter.split(text)) {
            TokenSpan tokens = prompt.tokens().tokensOf(span.shift(part.start()));
            int start = Math.max(within.start(), tokens.start());
            int end = Math.min(within.end(), tokens.end());
            if (start < end) {
                chunks.add(new Chunk(span.of(text), new TokenSpan(start, end)));
            }
        }
    }
}
