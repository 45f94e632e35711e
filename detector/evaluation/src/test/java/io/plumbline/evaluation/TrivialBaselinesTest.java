package io.plumbline.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.prompt.Passage;
import io.plumbline.prompt.RagExample;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class TrivialBaselinesTest {
    @Test
    void countsTheWordsNobodyGave() {
        RagExample example = new RagExample(
                "x", Optional.of("Who came?"), List.of(new Passage("p", "", "Ann and Bob.")), "ANN came, with Zoë");
        assertThat(TrivialBaselines.novelty(example)).isEqualTo(0.5);
        assertThat(TrivialBaselines.length(example)).isEqualTo(4);
    }
}
