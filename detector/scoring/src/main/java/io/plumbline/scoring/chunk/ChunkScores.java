package io.plumbline.scoring.chunk;

import java.util.List;

/**
 * Scores of the answer's chunks. Arrays are {@code [response chunk][..]}; read only.
 *
 * @param attention per chunk, {@code [head][context chunk]}: sum (legacy) or mean (strict) of attention
 * @param chosen per chunk and head the context chunk with the most attention; the first of equals
 * @param ecs per chunk and head, cosine of the chunk and the chosen one
 * @param pks per chunk and layer, nats: sum over tokens (legacy) or mean (strict)
 */
public record ChunkScores(List<double[][]> attention, List<int[]> chosen, List<double[]> ecs, List<double[]> pks) {
    public ChunkScores {
        attention = List.copyOf(attention);
        chosen = List.copyOf(chosen);
        ecs = List.copyOf(ecs);
        pks = List.copyOf(pks);
    }
}
