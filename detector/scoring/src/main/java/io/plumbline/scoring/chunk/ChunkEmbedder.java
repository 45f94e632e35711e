package io.plumbline.scoring.chunk;

import io.plumbline.model.ActivationTrace;
import io.plumbline.model.Capture;
import io.plumbline.model.TokenSpan;
import java.util.List;

/** Turns a chunk into a vector; the cosine of two vectors is how alike the chunks are. Equal chunks give equal vectors. */
public interface ChunkEmbedder {
    /** As profiles name it. */
    String name();

    /** What a pass must bring back for these chunks; empty for an embedder that reads text only. */
    List<Capture> captures(List<Chunk> chunks);

    /** A vector of any length but always the same, not all zero unless the chunk holds nothing. */
    double[] embed(Chunk chunk, ActivationTrace trace);

    /**
     * A part of the prompt or the answer.
     *
     * @param text its characters
     * @param tokens its tokens in the pass; not empty
     */
    record Chunk(String text, TokenSpan tokens) {
        public Chunk {
            if (tokens.isEmpty()) {
                throw new IllegalArgumentException("a chunk without tokens: " + text);
            }
        }
    }

    /** Cosine; 0 where a vector is zero. */
    static double cosine(double[] a, double[] b) {
        double dot = 0;
        double aa = 0;
        double bb = 0;
        for (int i = 0; i < a.length; i++) {
            dot += a[i] * b[i];
            aa += a[i] * a[i];
            bb += b[i] * b[i];
        }
        return aa == 0 || bb == 0 ? 0 : dot / (Math.sqrt(aa) * Math.sqrt(bb));
    }
}
