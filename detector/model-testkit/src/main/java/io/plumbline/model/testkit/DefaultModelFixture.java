package io.plumbline.model.testkit;

import io.plumbline.model.FloatMatrix;
import io.plumbline.model.TokenIds;
import io.plumbline.model.npz.NpzArchive;
import java.util.List;

/**
 * A short prompt and what transformers 4.57.1 computes for it with the default model (SmolLM2-135M-Instruct Q4_1,
 * dequantised to float32); made by {@code src/main/python/smollm2_fixtures.py}.
 *
 * @param text the prompt
 * @param ids the prompt's tokens, P of them
 * @param nll {@code [P-1 × 1]}: negative log-likelihood (nats) of tokens 1..P-1
 * @param sampleIds every 64th token id
 * @param sampleLogits {@code [768 × 1]}: the last row's logits of {@code sampleIds}
 * @param topIds the last row's 64 most likely tokens, best first
 * @param topLogits {@code [64 × 1]}
 * @param logSumExp of the last row's logits
 * @param greedy 24 tokens of greedy continuation
 * @param greedyText the same as text
 * @param margin {@code [24 × 1]}: best minus second-best logit at each step
 */
public record DefaultModelFixture(
        String text,
        TokenIds ids,
        FloatMatrix nll,
        TokenIds sampleIds,
        FloatMatrix sampleLogits,
        TokenIds topIds,
        FloatMatrix topLogits,
        double logSumExp,
        TokenIds greedy,
        String greedyText,
        FloatMatrix margin) {
    private static final int SAMPLE_STEP = 64;

    private record Prompt(String file, String text, String greedyText) {}

    /** Reads all prompts. */
    public static List<DefaultModelFixture> all() {
        return Fixtures.jsonList("smollm2/prompts.json", Prompt.class).stream()
                .map(DefaultModelFixture::read)
                .toList();
    }

    private static DefaultModelFixture read(Prompt prompt) {
        NpzArchive values = Fixtures.npz("smollm2/" + prompt.file());
        int[] sampleIds = new int[values.get("sample").size()];
        for (int i = 0; i < sampleIds.length; i++) {
            sampleIds[i] = i * SAMPLE_STEP;
        }
        return new DefaultModelFixture(
                prompt.text(),
                TokenIds.of(values.get("ids").toInts()),
                values.get("nll").toMatrix(),
                TokenIds.of(sampleIds),
                values.get("sample").toMatrix(),
                TokenIds.of(values.get("top_ids").toInts()),
                values.get("top_logits").toMatrix(),
                values.get("logsumexp").toDoubles()[0],
                TokenIds.of(values.get("greedy").toInts()),
                prompt.greedyText(),
                values.get("margin").toMatrix());
    }
}
