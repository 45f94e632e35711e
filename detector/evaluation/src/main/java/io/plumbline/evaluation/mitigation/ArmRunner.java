package io.plumbline.evaluation.mitigation;

import io.plumbline.evaluation.QaExample;
import io.plumbline.mitigation.strategy.Candidate;
import io.plumbline.mitigation.strategy.Cost;
import io.plumbline.mitigation.strategy.DecodingLimits;
import io.plumbline.mitigation.strategy.DecodingPrompt;
import io.plumbline.mitigation.strategy.Likelihood;
import io.plumbline.mitigation.strategy.StrategyDecoder;
import io.plumbline.model.CharSpan;
import io.plumbline.model.ErrorCode;
import io.plumbline.model.PlumblineException;
import io.plumbline.model.TokenIds;
import io.plumbline.prompt.EncodedPrompt;
import io.plumbline.prompt.PromptTemplate;
import io.plumbline.prompt.RenderedPrompt;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.IntConsumer;

/** Runs arms over a task's rows. */
final class ArmRunner {
    /** As the strict template, asking for a short answer: gold answers are a few words. */
    static final PromptTemplate SHORT_ANSWER = new PromptTemplate(
            "plumbline-short-answer",
            1,
            PromptTemplate.STRICT.system(),
            "Context:\n{passages}\n\nQuestion: {question}\nAnswer in a few words, using only the context.",
            PromptTemplate.STRICT.summaryUser(),
            PromptTemplate.STRICT.titledPassage(),
            PromptTemplate.STRICT.separator());

    private final StrategyDecoder decoder;
    private final DecodingLimits limits;

    ArmRunner(StrategyDecoder decoder, int newTokens) {
        this.decoder = decoder;
        this.limits = DecodingLimits.ofTokens(newTokens);
    }

    /** @param progress told after each row */
    ArmAnswers run(Arm arm, MitigationTask task, IntConsumer progress) {
        long began = System.nanoTime();
        Map<String, List<Boolean>> hits = new TreeMap<>();
        List<String> answers = new ArrayList<>();
        Cost cost = Cost.NONE;
        for (QaExample example : task.examples()) {
            if (task.kind() == MitigationTask.Kind.CHOICE) {
                answers.add(choose(arm, example, hits));
            } else {
                Candidate candidate = decoder.write(arm.strategy(), prompt(example), limits, () -> false);
                cost = cost.plus(candidate.cost());
                answers.add(judged(candidate.text(), example, hits));
            }
            progress.accept(answers.size());
        }
        return new ArmAnswers(arm, hits, answers, cost, (System.nanoTime() - began) / 1e9);
    }

    private DecodingPrompt prompt(QaExample example) {
        return DecodingPrompt.of(example.open(), SHORT_ANSWER, decoder.model());
    }

    /** The first line counts, as in the papers: what follows is chat. */
    private static String judged(String text, QaExample example, Map<String, List<Boolean>> hits) {
        String answer = text.lines().findFirst().orElse("");
        add(hits, "em", GoldAnswers.exact(answer, example.answers()));
        add(hits, "subEm", GoldAnswers.contained(answer, example.answers()));
        if (!example.parametricAnswers().isEmpty()) {
            add(hits, "parametricSubEm", GoldAnswers.contained(answer, example.parametricAnswers()));
        }
        return answer;
    }

    /** The raw text is continued, without a chat template, as in the pilot. */
    private String choose(Arm arm, QaExample example, Map<String, List<Boolean>> hits) {
        QaExample.Choice choice = example.choice().orElseThrow();
        String text = example.question();
        RenderedPrompt rendered = new RenderedPrompt(
                text,
                new CharSpan(0, text.length()),
                new CharSpan(text.length(), text.length()),
                List.of(),
                Optional.empty());
        EncodedPrompt open = EncodedPrompt.of(rendered, decoder.model().tokenizer());
        DecodingPrompt prompt = new DecodingPrompt(open, open);
        List<TokenIds> options = new ArrayList<>();
        for (String option : choice.options()) {
            options.add(prompt.continuation(option, decoder.model())
                    .orElseThrow(() -> new PlumblineException(
                            ErrorCode.INVALID_INPUT,
                            "row " + example.id() + ": '" + option + "' does not continue the text token by token;"
                                    + " start options with a blank")));
        }
        List<Likelihood> likelihoods = decoder.score(arm.strategy(), prompt, options);
        double[] totals = likelihoods.stream().mapToDouble(Likelihood::total).toArray();
        int best = 0;
        for (int o = 1; o < totals.length; o++) {
            best = totals[o] > totals[best] ? o : best;
        }
        // a tie is no choice
        double right = totals[choice.right()];
        add(
                hits,
                "accuracy",
                Arrays.stream(totals).filter(total -> total >= right).count() == 1);
        return choice.options().get(best);
    }

    private static void add(Map<String, List<Boolean>> hits, String metric, boolean hit) {
        hits.computeIfAbsent(metric, m -> new ArrayList<>()).add(hit);
    }
}
