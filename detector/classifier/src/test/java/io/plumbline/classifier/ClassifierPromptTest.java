package io.plumbline.classifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.prompt.Passage;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ClassifierPromptTest {
    private static final List<Passage> PASSAGES =
            List.of(new Passage("a", "", "One {question} $1 \\ text."), new Passage("b", "Title", "Two."));

    @Test
    void aQuestionIsAskedAsLettuceDetectWasTrained() {
        assertThat(ClassifierPrompt.LETTUCE_DETECT.render(Optional.of("Who {passages}?"), PASSAGES))
                .isEqualTo("""
                        Briefly answer the following question:
                        Who {passages}?
                        Bear in mind that your response should be strictly based on the following 2 passages:
                        passage 1: One {question} $1 \\ text.
                        passage 2: Title
                        Two.
                        In case the passages do not contain the necessary information to answer the question, \
                        please reply with: "Unable to answer based on given passages."
                        output:""");
    }

    @Test
    void withoutAQuestionItIsASummary() {
        assertThat(ClassifierPrompt.LETTUCE_DETECT.render(Optional.empty(), PASSAGES))
                .isEqualTo("""
                Summarize the following text:
                passage 1: One {question} $1 \\ text.
                passage 2: Title
                Two.
                output:""");
        assertThat(ClassifierPrompt.LETTUCE_DETECT.render(Optional.empty(), List.of()))
                .isEqualTo("Summarize the following text:\n\noutput:");
    }

    @Test
    void placesMustBeThereOnce() {
        assertThatThrownBy(() -> new ClassifierPrompt("{question}", "{passages}", "{text}", "{title}{text}", " "))
                .hasMessageContaining("question must hold {passages} exactly once");
        assertThatThrownBy(() -> new ClassifierPrompt(
                        "{question}{passages}", "{passages}{passages}", "{text}", "{title}{text}", " "))
                .hasMessageContaining("summary must hold {passages} exactly once");
        assertThatThrownBy(() -> new ClassifierPrompt("{question}{passages}", "{passages}", "{text}", "{text}", " "))
                .hasMessageContaining("titledPassage must hold {title} exactly once");
    }
}
