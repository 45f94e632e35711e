package io.plumbline.evaluation.mitigation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class GoldAnswersTest {
    @Test
    void answersCompareAsSquadDoes() {
        assertThat(GoldAnswers.normalised("The  Beatles' (first) album, a hit!"))
                .isEqualTo("beatles first album hit");
        assertThat(GoldAnswers.exact("the Beatles.", List.of("Kinks", "Beatles")))
                .isTrue();
        assertThat(GoldAnswers.exact("The Beatles did", List.of("Beatles"))).isFalse();
        assertThat(GoldAnswers.contained("It was the Beatles.", List.of("The Beatles")))
                .isTrue();
        assertThat(GoldAnswers.contained("It was them.", List.of("Beatles"))).isFalse();
        // an answer of nothing but articles says nothing
        assertThat(GoldAnswers.contained("anything", List.of("The"))).isFalse();
        assertThat(GoldAnswers.exact("", List.of("a"))).isFalse();
    }
}
