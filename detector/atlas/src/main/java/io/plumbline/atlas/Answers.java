package io.plumbline.atlas;

import io.plumbline.model.TokenIds;
import io.plumbline.model.loading.LoadedModel;
import io.plumbline.model.sampling.DecodingLoop;
import io.plumbline.model.sampling.LogitsTransform;
import io.plumbline.model.sampling.StepController;
import io.plumbline.model.sampling.TokenSampler;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What the model answers by itself, greedily, and how much of the right answer is in it. */
final class Answers {
    private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}]+");

    private Answers() {}

    /** @param most new tokens at most */
    static TokenIds of(LoadedModel model, TokenIds prompt, int most, StepController controller) {
        return new DecodingLoop(
                        model.model(),
                        controller,
                        LogitsTransform.NONE,
                        most,
                        model.tokenizer().eosId().stream().boxed().collect(Collectors.toSet()))
                .run(prompt, TokenSampler.greedy(), () -> false)
                .ids();
    }

    /** ROUGE-1 recall without stemming: the share of the right answer's words that were written, each as often as written. */
    static double recall(String right, String written) {
        List<String> wanted = words(right);
        return wanted.isEmpty() ? 0 : (double) shared(wanted, words(written)) / wanted.size();
    }

    /** F1 of the words, as question answering is scored. */
    static double f1(String right, String written) {
        List<String> wanted = words(right);
        List<String> found = words(written);
        int shared = shared(wanted, found);
        return shared == 0 ? 0 : 2.0 * shared / (wanted.size() + found.size());
    }

    private static int shared(List<String> wanted, List<String> found) {
        List<String> left = new ArrayList<>(found);
        return (int) wanted.stream().filter(left::remove).count();
    }

    private static List<String> words(String text) {
        return WORD.matcher(text.toLowerCase(Locale.ROOT))
                .results()
                .map(result -> result.group())
                .toList();
    }
}
