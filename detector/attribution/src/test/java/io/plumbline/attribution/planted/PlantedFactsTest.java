package io.plumbline.attribution.planted;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.attribution.SentenceSplitter;
import io.plumbline.model.CharSpan;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlantedFactsTest {
    @Test
    void exactlyOneSentenceHoldsTheAnswersFact() {
        List<PlantedFact> facts = PlantedFacts.make(100, 5);
        assertThat(facts).hasSize(100).isEqualTo(PlantedFacts.make(100, 5));
        assertThat(facts.subList(0, 10)).isEqualTo(PlantedFacts.make(10, 5)).isNotEqualTo(PlantedFacts.make(10, 6));
        for (PlantedFact fact : facts) {
            String text = fact.example().passages().get(0).text();
            String value = fact.value().of(fact.example().response());
            List<CharSpan> sentences = SentenceSplitter.split(text);
            assertThat(sentences).as(text).hasSize(PlantedFacts.SENTENCES);
            assertThat(sentences.get(fact.sentence()).of(text)).contains(value);
            assertThat(sentences.stream().filter(s -> s.of(text).contains(value)))
                    .hasSize(1);
        }
        assertThat(facts.stream().map(PlantedFact::sentence).distinct()).hasSize(PlantedFacts.SENTENCES);
    }
}
