package io.plumbline.evaluation;

import io.plumbline.prompt.Passage;
import io.plumbline.prompt.RagExample;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A question with its gold answers: an open one, or a choice between given continuations.
 *
 * @param id of the row
 * @param question what is asked; of a choice, the text that is continued
 * @param passages may be empty
 * @param answers right ones, from the context; empty if it cannot be answered
 * @param parametricAnswers what a model would say from memory, where the context says something else
 * @param choice present iff continuations are given
 */
public record QaExample(
        String id,
        String question,
        List<Passage> passages,
        List<String> answers,
        List<String> parametricAnswers,
        Optional<Choice> choice) {
    /**
     * Continuations to choose from.
     *
     * @param options at least two, with their leading blank
     * @param right index of the right one
     */
    public record Choice(List<String> options, int right) {
        public Choice {
            options = List.copyOf(options);
            if (options.size() < 2 || right < 0 || right >= options.size()) {
                throw new IllegalArgumentException("answer " + right + " of " + options);
            }
        }
    }

    public QaExample {
        Objects.requireNonNull(choice, "choice is null");
        passages = List.copyOf(passages);
        answers = List.copyOf(answers);
        parametricAnswers = List.copyOf(parametricAnswers);
        if (id.isBlank() || question.isBlank()) {
            throw new IllegalArgumentException("an example needs an id and a question");
        }
    }

    /** The same question on other passages. */
    public QaExample withPassages(List<Passage> others) {
        return new QaExample(id, question, others, answers, parametricAnswers, choice);
    }

    /** As what a model is asked, without an answer. */
    public RagExample open() {
        return new RagExample(id, Optional.of(question), passages, "");
    }
}
