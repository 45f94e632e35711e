package io.plumbline.evaluation.fit;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.evaluation.LabelledExample;
import io.plumbline.evaluation.RowOrigin;
import io.plumbline.model.CharSpan;
import io.plumbline.prompt.Passage;
import io.plumbline.prompt.RagExample;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PlantedErrorsTest {
    private static final String TEXT =
            "The bridge over the Mira was opened by Anna Holt in 1894. It was widened by Karl"
                    + " Brandt in 1960, after the flooding of the meadows. More people walking to work were counted before the"
                    + " building of the second bridge, and some were cycling.";

    private static LabelledExample row(int number, boolean hallucinated) {
        RagExample example = new RagExample(
                "r" + number,
                Optional.of("When did it open?"),
                List.of(new Passage("p", "", TEXT)),
                "The bridge was opened in 1894 by Anna Holt, before more people were walking.");
        return new LabelledExample(example, "s", "qa", "g", hallucinated, List.of(), RowOrigin.UNKNOWN);
    }

    private static List<LabelledExample> rows() {
        List<LabelledExample> rows = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            rows.add(row(i, false));
        }
        return rows;
    }

    @Test
    void aPairDiffersInOnePlaceThatIsMarked() {
        PlantedErrors errors = new PlantedErrors(rows());
        int planted = 0;
        for (LabelledExample row : rows()) {
            for (boolean fromPassage : new boolean[] {false, true}) {
                List<LabelledExample> pair = errors.plant(row, fromPassage, 7);
                if (pair.isEmpty()) {
                    continue;
                }
                planted++;
                LabelledExample clean = pair.get(0);
                LabelledExample wrong = pair.get(1);
                assertThat(clean.hallucinated()).isFalse();
                assertThat(wrong.hallucinated()).isTrue();
                assertThat(wrong.singleEdit()).isTrue();
                assertThat(wrong.documentId()).isEqualTo(row.documentId()).isEqualTo(clean.documentId());
                CharSpan span = wrong.spans().get(0);
                String before = wrong.example().response().substring(0, span.start());
                String after = wrong.example().response().substring(span.end());
                assertThat(clean.example().response()).startsWith(before).endsWith(after);
                assertThat(clean.example().response())
                        .isNotEqualTo(wrong.example().response());
            }
        }
        assertThat(planted).isGreaterThan(60);
    }

    @Test
    void theSameRowAndSeedGiveTheSamePair() {
        PlantedErrors errors = new PlantedErrors(rows());
        assertThat(errors.plant(row(3, false), true, 7))
                .isEqualTo(new PlantedErrors(rows()).plant(row(3, false), true, 7));
    }

    @Test
    void nothingIsPlantedIntoAnAnswerThatIsWrongAlready() {
        assertThat(new PlantedErrors(rows()).plant(row(1, true), false, 7)).isEmpty();
    }

    @Test
    void rowsOfOneDocumentStayTogether() {
        DocumentSplit split = new DocumentSplit(1);
        assertThat(split.place(row(1, false))).isEqualTo(split.place(row(2, true)));
        assertThat(split.place(row(1, false))).isBetween(0.0, 1.0);
        assertThat(new DocumentSplit(2).place(row(1, false))).isNotEqualTo(split.place(row(1, false)));
    }
}
