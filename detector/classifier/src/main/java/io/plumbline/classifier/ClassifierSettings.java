package io.plumbline.classifier;

import io.plumbline.model.Hashes;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * How a classifier is to be used; {@code plumbline-classifier.json} beside the model may set any of it, under these names.
 *
 * @param inputIds name of the model's input of token ids, int64 {@code [1, token]}
 * @param attentionMask name of the input of ones, int64 {@code [1, token]}
 * @param tokenTypeIds name of the input of segment ids, int64 {@code [1, token]}; fed only where the model has it
 * @param logits name of the output, float32 {@code [1, token, class]}
 * @param hallucinatedClass index, from 0, of the class that means "not supported by the context"
 * @param maxTokens most tokens the model is given at once, prompt, answer and special tokens together; 8 to 32,768. What is
 *     longer is cut in windows. Attention takes memory with the square of it
 * @param maxWindows most windows per answer, 1 to 64; an example that needs more is refused
 * @param prompt form of the text before the answer
 */
public record ClassifierSettings(
        String inputIds,
        String attentionMask,
        String tokenTypeIds,
        String logits,
        int hallucinatedClass,
        int maxTokens,
        int maxWindows,
        ClassifierPrompt prompt) {
    static final int LEAST_TOKENS = 8;
    static final int MOST_TOKENS = 32_768;
    static final int MOST_WINDOWS = 64;

    /** LettuceDetect's: class 1 of 2, 4,096 tokens, its English prompt. */
    public static final ClassifierSettings LETTUCE_DETECT = new ClassifierSettings(
            "input_ids", "attention_mask", "token_type_ids", "logits", 1, 4096, 16, ClassifierPrompt.LETTUCE_DETECT);

    public ClassifierSettings {
        Objects.requireNonNull(prompt, "prompt is null");
        Set<String> inputs = Set.copyOf(List.of(inputIds, attentionMask, tokenTypeIds));
        if (inputs.size() != 3 || inputs.contains("") || logits.isEmpty()) {
            throw new IllegalArgumentException("names of inputs and outputs must be set and differ: " + inputs);
        }
        within("hallucinatedClass", hallucinatedClass, 0, Integer.MAX_VALUE);
        within("maxTokens", maxTokens, LEAST_TOKENS, MOST_TOKENS);
        within("maxWindows", maxWindows, 1, MOST_WINDOWS);
    }

    private static void within(String name, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(name + " is " + value + ", not within " + least + " and " + most);
        }
    }

    /** SHA-256, in hex, of all of it. */
    public String sha256() {
        List<String> parts = new ArrayList<>(List.of(inputIds, attentionMask, tokenTypeIds, logits));
        parts.add(Integer.toString(hallucinatedClass));
        parts.add(Integer.toString(maxTokens));
        parts.add(Integer.toString(maxWindows));
        parts.addAll(prompt.parts());
        StringBuilder all = new StringBuilder();
        for (String part : parts) {
            all.append(part.length()).append(':').append(part).append('\n');
        }
        return Hashes.sha256(all.toString().getBytes(StandardCharsets.UTF_8));
    }
}
