package io.plumbline.scoring.chunk;

import io.plumbline.model.TokenSpan;
import io.plumbline.scoring.chunk.ChunkEmbedder.Chunk;
import java.util.List;

/**
 * The chunks of one pass.
 *
 * @param context what heads choose from; not empty
 * @param response chunks of the answer; not empty
 */
public record ChunkLayout(List<Chunk> context, List<Chunk> response) {
    public ChunkLayout {
        context = List.copyOf(context);
        response = List.copyOf(response);
        if (context.isEmpty() || response.isEmpty()) {
            throw new IllegalArgumentException(
                    context.size() + " context chunks, " + response.size() + " response chunks");
        }
    }

    /** From the first to the last token of any response chunk. */
    TokenSpan responseHull() {
        int start = response.stream().mapToInt(c -> c.tokens().start()).min().orElseThrow();
        int end = response.stream().mapToInt(c -> c.tokens().end()).max().orElseThrow();
        return new TokenSpan(start, end);
    }
}
