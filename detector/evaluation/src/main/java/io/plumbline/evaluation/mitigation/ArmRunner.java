package io.plumbline.evaluation.mitigation;

import io.plumbline.evaluation.QaExample;
import io.plumbline.mitigation.preset.PresetCodec;
import io.plumbline.mitigation.strategy.Candidate;
import io.plumbline.mitigation.strategy.Cost;
import io.plumbline.mitigation.strategy.DecodingLimits;
import io.plumbline.mitigation.strategy.DecodingPrompt;
import io.plumbline.mitigation.strategy.Likelihood;
import io.plumbline.mitigation.strategy.PreparedPrompt;
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
import java.util.Optional;

/** Runs arms over a task's rows, row by row, so that the arms share what they can. */
final class ArmRunner {
    /** As the strict template, asking for a short answer: gold answers are a few words. */
    static final PromptTemplate SHORT_ANSWER =
            asking("plumbline-short-answer", "Answer in a few words, using only the context.");
    /** As the strict template, with a way out. */
    static final PromptTemplate OR_ABSTAIN = asking(
            "plumbline-or-abstain",
            "Answer using only the context. If the context does not hold the answer, reply: " + Judging.WAY_OUT + ".");

    private final StrategyDecoder decoder;
    private final DecodingLimits limits;
    private final AnswerStore store;

    private static PromptTemplate asking(String id, String instruction) {
        return new PromptTemplate(
                id,
                1,
                PromptTemplate.STRICT.system(),
                "Context:\n{passages}\n\nQuestion: {question}\n" + instruction,
                PromptTemplate.STRICT.summaryUser(),
                PromptTemplate.STRICT.titledPassage(),
                PromptTemplate.STRICT.separator());
    }

    ArmRunner(StrategyDecoder decoder, int newTokens, AnswerStore store) {
        this.decoder = decoder;
        this.limits = DecodingLimits.ofTokens(newTokens);
        this.store = store;
    }

    /** The answers of each arm, in the order of the arms. */
    List<ArmAnswers> run(List<Arm> arms, MitigationTask task, MitigationEvaluation.Progress progress) {
        List<List<ArmAnswer>> answers = new ArrayList<>();
        arms.forEach(arm -> answers.add(new ArrayList<>()));
        int rows = task.examples().size();
        for (int row = 0; row < rows; row++) {
            QaExample example = task.examples().get(row);
            try (PreparedPrompt prompt = new PreparedPrompt(prompt(task.kind(), example))) {
                for (int a = 0; a < arms.size(); a++) {
                    answers.get(a).add(answer(arms.get(a), task.kind(), example, prompt));
                    progress.row(task.name(), arms.get(a).name(), row + 1, rows);
                }
            }
        }
        List<ArmAnswers> all = new ArrayList<>();
        for (int a = 0; a < arms.size(); a++) {
            all.add(Judging.of(arms.get(a), task, answers.get(a)));
        }
        return all;
    }

    private ArmAnswer answer(Arm arm, MitigationTask.Kind kind, QaExample example, PreparedPrompt prompt) {
        // only where it counts, so that answers of other strategies stay valid under another profile
        String trigger =
                decoder.triggerProfileId(arm.strategy()).map(id -> "|" + id).orElse("");
        String name = String.join(
                "|",
                "1",
                PresetCodec.write(arm.strategy()) + trigger,
                prompt.prompt().prompt().ids().sha256(),
                prompt.prompt().withoutPassages().ids().sha256(),
                kind == MitigationTask.Kind.CHOICE
                        ? example.choice().orElseThrow().options().toString()
                        : "" + limits.newTokens());
        return store.get(name, ArmAnswer.class, () -> {
            long shared = prompt.sharedNanos();
            long began = System.nanoTime();
            if (kind == MitigationTask.Kind.CHOICE) {
                String chosen = choose(arm, example, prompt).orElse("");
                return new ArmAnswer(chosen, Cost.NONE, System.nanoTime() - began + prompt.sharedNanos() - shared);
            }
            Candidate candidate = decoder.write(arm.strategy(), prompt, limits, () -> false);
            return new ArmAnswer(
                    candidate.text(), candidate.cost(), System.nanoTime() - began + prompt.sharedNanos() - shared);
        });
    }

    private DecodingPrompt prompt(MitigationTask.Kind kind, QaExample example) {
        return switch (kind) {
            case WRITE -> DecodingPrompt.of(example.open(), SHORT_ANSWER, decoder.model());
            case ABSTAIN -> DecodingPrompt.of(example.open(), OR_ABSTAIN, decoder.model());
            case CHOICE -> raw(example.question());
        };
    }

    /** The raw text is continued, without a chat template, as in the pilot. */
    private DecodingPrompt raw(String text) {
        RenderedPrompt rendered = new RenderedPrompt(
                text,
                new CharSpan(0, text.length()),
                new CharSpan(text.length(), text.length()),
                List.of(),
                Optional.empty());
        EncodedPrompt open = EncodedPrompt.of(rendered, decoder.model().tokenizer());
        return new DecodingPrompt(open, open);
    }

    /** The likeliest option; empty where two are equally likely, which is no choice. */
    private Optional<String> choose(Arm arm, QaExample example, PreparedPrompt prompt) {
        List<String> options = example.choice().orElseThrow().options();
        List<TokenIds> continuations = new ArrayList<>();
        for (String option : options) {
            continuations.add(prompt.prompt()
                    .continuation(option, decoder.model())
                    .orElseThrow(() -> new PlumblineException(
                            ErrorCode.INVALID_INPUT,
                            "row " + example.id() + ": '" + option + "' does not continue the text token by token;"
                                    + " start options with a blank")));
        }
        double[] totals = decoder.score(arm.strategy(), prompt, continuations).stream()
                .mapToDouble(Likelihood::total)
                .toArray();
        double best = Arrays.stream(totals).max().orElseThrow();
        List<String> likeliest = new ArrayList<>();
        for (int o = 0; o < totals.length; o++) {
            if (totals[o] == best) {
                likeliest.add(options.get(o));
            }
        }
        return likeliest.size() == 1 ? Optional.of(likeliest.get(0)) : Optional.empty();
    }
}
