package io.plumbline.atlas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.model.ErrorCode;
import io.plumbline.model.HeadId;
import io.plumbline.model.HeadTable;
import io.plumbline.model.PlumblineException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class HeadTableFileTest {
    private static final String TABLE = "{\"0-0\": [0, 0.5], \"10-3\": [1.2], \"2-11\": [0.25, 0.25]}\n";

    @Test
    void whatIsWrittenIsReadBack() {
        HeadTable table = HeadTableFile.read(TABLE);
        assertThat(table.mean(new HeadId(10, 3))).isEqualTo(1.2);
        assertThat(table.ranking()).hasToString("[10-3, 0-0, 2-11]");
        assertThat(table.top(2)).hasToString("[10-3, 0-0]");
        String written = HeadTableFile.write(table);
        assertThat(written).isEqualTo("{\"0-0\":[0.0,0.5],\"2-11\":[0.25,0.25],\"10-3\":[1.2]}\n");
        assertThat(HeadTableFile.read(written)).isEqualTo(table);
        assertThat(HeadTableFile.read(TABLE + "more lines, which others ignore, too"))
                .isEqualTo(table);
        assertThat(AtlasCodec.claims(TABLE)).isFalse();
    }

    @Test
    void anAtlasGivesATableOfItsProbes() {
        HeadTable table = TinyAtlas.built().family(ScoreFamily.COPY).table();
        assertThat(HeadTableFile.read(HeadTableFile.write(table))).isEqualTo(table);
        assertThat(table.scores().values()).allMatch(values -> values.size() == 6);
        assertThat(table.top(5)).isEqualTo(TinyAtlas.built().top(ScoreFamily.COPY, 5));
    }

    @Test
    void whatIsNoTableIsRefused() {
        refused("{}", "no probe succeeded");
        refused("", "no JSON object");
        refused("[1]", "no JSON object");
        refused("{\"0-0\":[1],\"0-0\":[2]}", "Duplicate");
        refused("{\"0\":[1]}", "layer-head");
        refused("{\"0-0\":[]}", "no values");
        refused("{\"0-0\":[\"x\"]}", "holds \"x\"");
        refused("{\"0-0\":[1]", "not a head table");
    }

    private static void refused(String text, String because) {
        assertThatThrownBy(() -> HeadTableFile.read(text))
                .isInstanceOfSatisfying(
                        PlumblineException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_INPUT))
                .hasMessageContaining(because);
    }

    @Test
    void comparisonsCountSharedTopsAndRanks() {
        HeadTable a = table(4, 3, 2, 1);
        AtlasComparison reversed = AtlasComparison.of(a, table(1, 2, 3, 4), List.of(1, 2, 3, 4, 5));
        assertThat(reversed.spearman().orElseThrow()).isCloseTo(-1, within(1e-12));
        assertThat(reversed.overlaps())
                .extracting(AtlasComparison.Overlap::shared)
                .containsExactly(0, 0, 2, 4);
        assertThat(AtlasComparison.of(a, a, List.of(2)).spearman().orElseThrow())
                .isCloseTo(1, within(1e-12));
        assertThat(AtlasComparison.of(a, table(0, 0, 0, 0), List.of()).spearman())
                .isEmpty();
        assertThatThrownBy(() -> AtlasComparison.of(a, table(1, 2), List.of()))
                .hasMessageContaining("models of one shape");
    }

    private static HeadTable table(double... means) {
        return new HeadTable(IntStream.range(0, means.length)
                .boxed()
                .collect(Collectors.toMap(i -> new HeadId(0, i), i -> List.of(means[i]))));
    }

    @Test
    void aTableHasHeadsAndFiniteValues() {
        assertThatThrownBy(() -> new HeadTable(Map.of())).hasMessageContaining("without heads");
        assertThatThrownBy(() -> table(Double.NaN)).hasMessageContaining("finite");
        assertThatThrownBy(() -> table(1).mean(new HeadId(9, 9))).hasMessageContaining("9-9");
    }
}
