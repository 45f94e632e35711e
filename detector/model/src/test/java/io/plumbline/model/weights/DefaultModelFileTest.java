package io.plumbline.model.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import io.plumbline.model.ModelConfig;
import io.plumbline.model.RopeScaling;
import io.plumbline.model.WeightSlot;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The default model's real file. */
class DefaultModelFileTest {
    @Test
    void shouldReadEveryWeightOfTheDefaultModel() {
        Path file = FetchedDefaultModel.orSkip();
        try (GgufModelWeights weights = GgufModelWeights.open(file)) {
            assertThat(weights.config())
                    .isEqualTo(new ModelConfig(
                            "llama",
                            30,
                            576,
                            9,
                            3,
                            64,
                            1536,
                            49152,
                            8192,
                            1e-5f,
                            100_000f,
                            new RopeScaling.None(),
                            false,
                            true));
            assertThat(weights.metadata().requireStrings("tokenizer.ggml.merges"))
                    .hasSize(48900);
            double total = 0;
            for (WeightSlot slot : WeightSlot.values()) {
                for (int layer = 0;
                        SlotShapes.present(weights.config(), slot) && layer < (slot.perLayer() ? 30 : 1);
                        layer++) {
                    for (float value : weights.read(slot, layer)) {
                        total += value;
                    }
                }
            }
            // numpy sums gguf 0.19.0's dequantised values to exactly this; another order of addition may differ a
            // little
            assertThat(total).isCloseTo(-25420.656447708607, offset(1e-6));
        }
    }
}
