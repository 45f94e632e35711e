package io.plumbline.scoring.chunk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.model.ActivationTrace;
import io.plumbline.model.CapturePlan;
import io.plumbline.model.TokenSpan;
import io.plumbline.scoring.chunk.ChunkEmbedder.Chunk;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ChunkEmbeddersTest {
    private static final ActivationTrace NOTHING = ActivationTrace.of(CapturePlan.NONE, Map.of());

    private static double[] embed(ChunkEmbedder embedder, String text) {
        return embedder.embed(new Chunk(text, new TokenSpan(0, 1)), NOTHING);
    }

    @Test
    void bgeSmallRunsBesideTheEnginesTokenizersAndKnowsMeaning() {
        ChunkEmbedder bge = ChunkEmbedders.byName("bge-small-en-v1.5");
        double[] heron = embed(bge, "A heron stands in the water.");
        assertThat(heron).hasSize(384);
        assertThat(ChunkEmbedder.cosine(heron, embed(bge, "A bird waits in the river.")))
                .isGreaterThan(ChunkEmbedder.cosine(heron, embed(bge, "The court fined the bank.")));
        assertThat(embed(bge, "A heron stands in the water.")).isEqualTo(heron);
    }

    @Test
    void wordCountsKnowWordsOnly() {
        ChunkEmbedder words = ChunkEmbedders.byName("bag-of-words");
        double[] text = embed(words, "The heron, the bird.");
        assertThat(ChunkEmbedder.cosine(text, embed(words, "THE BIRD the heron")))
                .isCloseTo(1, within(1e-12));
        assertThat(ChunkEmbedder.cosine(text, embed(words, "nothing shared"))).isZero();
        assertThat(ChunkEmbedder.cosine(text, embed(words, "...")))
                .as("a chunk without words is like none")
                .isZero();
    }

    @Test
    void anUnknownNameIsRefused() {
        assertThatThrownBy(() -> ChunkEmbedders.byName("bge")).hasMessageContaining("own-states");
    }
}
