package io.plumbline.schemas;

import java.util.List;

/**
 * How the generator tokenised its response; used only by profiles with the same tokenizer.
 *
 * @param tokenizerHash SHA-256 of the tokenizer definition
 * @param ids token ids of the response
 * @param logprobs natural logarithms, empty or one per id
 */
public record GeneratorTokens(String tokenizerHash, List<Integer> ids, List<Double> logprobs) {
    public GeneratorTokens {
        Checks.sha256("tokenizerHash", tokenizerHash);
        ids = List.copyOf(ids);
        logprobs = List.copyOf(logprobs);
        for (double logprob : logprobs) {
            if (!(logprob <= 0 && Double.isFinite(logprob))) {
                throw new IllegalArgumentException("not a logarithm of a probability: " + logprob);
            }
        }
        if (!logprobs.isEmpty() && logprobs.size() != ids.size()) {
            throw new IllegalArgumentException(logprobs.size() + " logprobs for " + ids.size() + " ids");
        }
    }
}
