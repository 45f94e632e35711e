package io.plumbline.atlas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.model.HeadId;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ControlSetsTest {
    /** Three layers of ten heads; the score falls with the head's number. */
    private static final ScoreFamily FAMILY = family(3, 10);

    static ScoreFamily family(int layers, int heads) {
        Map<HeadId, HeadScore> scores = new TreeMap<>();
        for (int layer = 0; layer < layers; layer++) {
            for (int head = 0; head < heads; head++) {
                double score = 1 - (double) head / heads;
                scores.put(new HeadId(layer, head), new HeadScore(score, score, score, List.of()));
            }
        }
        return new ScoreFamily("test", 1, new ProbeProvenance("0".repeat(64), List.of(), Map.of()), scores);
    }

    private static List<HeadId> heads(String... names) {
        return Stream.of(names).map(HeadId::parse).toList();
    }

    @Test
    void asManyInEachLayerNoneOfTheSetNoneOfTheTop() {
        List<HeadId> set = heads("0-0", "0-1", "2-4");
        List<List<HeadId>> controls = ControlSets.draw(FAMILY, set, 8, 1);
        assertThat(new HashSet<>(controls)).hasSize(8);
        for (List<HeadId> control : controls) {
            assertThat(control).doesNotContainAnyElementsOf(set);
            assertThat(control.stream().map(HeadId::layer)).containsExactly(0, 0, 2);
            // the top 22 % are the two best of every layer
            assertThat(control).allMatch(head -> head.head() >= 2);
        }
        assertThat(ControlSets.draw(FAMILY, set, 8, 1)).isEqualTo(controls);
        assertThat(ControlSets.draw(FAMILY, set, 8, 2)).isNotEqualTo(controls);
    }

    @Test
    void aCrowdedLayerDrawsFromItsLowestAndBorrowsTheRest() {
        // seven of ten tested: three are left in layer 1, four come from the nearest layers
        List<HeadId> set = heads("1-0", "1-1", "1-2", "1-3", "1-4", "1-5", "1-6");
        for (List<HeadId> control : ControlSets.draw(FAMILY, set, 5, 3)) {
            assertThat(control).hasSize(7).contains(heads("1-7", "1-8", "1-9").toArray(HeadId[]::new));
            assertThat(control).doesNotContainAnyElementsOf(set);
        }
    }

    @Test
    void moreThanHalfOfTheModelHasNoControls() {
        assertThatThrownBy(() -> ControlSets.draw(family(1, 3), heads("0-0", "0-1"), 5, 1))
                .hasMessageContaining("too few");
    }
}
