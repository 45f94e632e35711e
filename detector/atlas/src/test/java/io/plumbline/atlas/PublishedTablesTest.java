package io.plumbline.atlas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.model.HeadId;
import io.plumbline.model.HeadTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The head tables that other teams have published, read as they are. */
class PublishedTablesTest {
    private static final String HEADS = "data/heads/";

    @Test
    void retrievalHeadsReadmeIsReproduced() {
        HeadTable table = HeadTableFile.read(SharedData.file(HEADS + "retrieval_head/head_score/llama-2-7b-80k.json"));
        assertThat(table.scores()).hasSize(32 * 32);
        // the ten best heads and their scores, as the authors' README prints them
        assertThat(table.top(10).stream().map(HeadId::toString).collect(Collectors.joining(" ")))
                .isEqualTo("16-19 11-15 8-26 6-9 7-12 17-22 11-2 6-16 19-15 21-30");
        double[] printed = {.94, .92, .80, .62, .61, .56, .46, .44, .42, .40};
        for (int i = 0; i < printed.length; i++) {
            assertThat(table.mean(table.top(10).get(i))).isCloseTo(printed[i], within(.01));
        }
    }

    @Test
    void twoTeamsTablesOfOneModelAgree() {
        HeadTable headKv = HeadTableFile.read(
                SharedData.file(HEADS + "headkv/head_score/Meta-Llama-3-8B-Instruct_retrieval_heads.json"));
        HeadTable deCoRe =
                HeadTableFile.read(SharedData.file(HEADS + "decore/retrieval_heads/Meta-Llama-3-8B-Instruct.json"));
        AtlasComparison comparison = AtlasComparison.of(headKv, deCoRe, List.of(20, 50));
        assertThat(comparison.spearman().orElseThrow()).isCloseTo(.93, within(.005));
        assertThat(comparison.overlaps())
                .containsExactly(new AtlasComparison.Overlap(20, 18), new AtlasComparison.Overlap(50, 46));
    }

    @Test
    void everyPublishedTableIsReadAndWrittenWithoutLoss() throws IOException {
        Path folder = SharedData.file(HEADS + "README.md").resolveSibling("");
        List<Path> tables = new ArrayList<>();
        for (String each : List.of("retrieval_head/head_score", "decore/retrieval_heads", "headkv/head_score")) {
            try (Stream<Path> files = Files.list(folder.resolve(each))) {
                files.filter(file -> file.toString().endsWith(".json")).forEach(tables::add);
            }
        }
        assertThat(tables).hasSize(19);
        for (Path file : tables) {
            HeadTable table = HeadTableFile.read(file);
            assertThat(HeadTableFile.read(HeadTableFile.write(table)))
                    .as("%s", file)
                    .isEqualTo(table);
        }
    }
}
