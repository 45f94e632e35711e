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
import java.util.ArrayList;
import java.util.List;

/**
 * ReDeEP(chunk), strict: every token of the answer carries its chunk's scores. Context chunks are cut from each passage's
 * text. A token in two chunks takes the first, one in none the chunk before it.
 */
public final class ChunkLevelFeatures implements FeatureExtractor {
    private final ChunkScorer scorer;
    private final RecursiveTextSplitter splitter;

    public ChunkLevelFeatures(ChunkScorer scorer, RecursiveTextSplitter splitter) {
        this.scorer = scorer;
        this.splitter = splitter;
    }

    @Override
    public CapturePlan plan(EncodedPrompt prompt) {
        return scorer.plan(layout(prompt)).and(CapturePlan.of(new Reduction.NextToken(prompt.predictorRows())));
    }

    @Override
    public TokenFeatures read(EncodedPrompt prompt, ActivationTrace trace) {
        ChunkLayout layout = layout(prompt);
        ChunkScores scores = scorer.read(layout, trace);
        TokenSpan tokens = prompt.responseTokens();
        int heads = scorer.heads().size();
        int layers = scorer.layers().size();
        float[] ecs = new float[tokens.length() * heads];
        float[] pks = new float[tokens.length() * layers];
        for (int t = 0; t < tokens.length(); t++) {
            int chunk = chunkOf(layout.response(), tokens.start() + t);
            for (int h = 0; h < heads; h++) {
                ecs[t * heads + h] = (float) scores.ecs().get(chunk)[h];
            }
            for (int l = 0; l < layers; l++) {
                pks[t * layers + l] = (float) scores.pks().get(chunk)[l];
            }
        }
        return new TokenFeatures(
                FloatMatrix.owning(tokens.length(), heads, ecs),
                FloatMatrix.owning(tokens.length(), layers, pks),
                trace.get(new Reduction.NextToken(prompt.predictorRows())));
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
