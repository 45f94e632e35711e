package io.plumbline.atlas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.model.HeadId;
import io.plumbline.model.HeadTable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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

    @Test
    void duoAttentionsGatesAreReadAndAreAsDenseAsTheSpecsSay() throws IOException {
        Path folder = SharedData.file(HEADS + "duo_attention/LICENSE").resolveSibling("");
        // share of gates at 0.5 or more
        Map<String, Double> open = Map.of(
                "Llama-2-7B-32K-Instruct", .436,
                "Llama-3-8B-Instruct-Gradient-1048k", .81,
                "Llama-3-8B-Instruct-Gradient-4194k", .81,
                "Meta-Llama-3.1-8B-Instruct", .91,
                "Mistral-7B-Instruct-v0.2", .95,
                "Mistral-7B-Instruct-v0.3", .94);
        for (Map.Entry<String, Double> each : open.entrySet()) {
            String text = Files.readString(folder.resolve(each.getKey() + ".full_attention_heads.tsv"));
            HeadTable gates = GateFile.read(text);
            double share = (double) gates.scores().keySet().stream()
                            .filter(head -> gates.mean(head) >= .5)
                            .count()
                    / gates.scores().size();
            assertThat(share).as(each.getKey()).isCloseTo(each.getValue(), within(.006));
            assertThat(GateFile.read(GateFile.write(gates))).isEqualTo(gates);
        }
    }

    @Test
    void queryFocusedListsAreReadInTheirOrder() throws IOException {
        Path folder = SharedData.file(HEADS + "qrhead/LICENSE").resolveSibling("");
        List<Path> lists;
        try (Stream<Path> files = Files.list(folder)) {
            lists = files.filter(file -> file.toString().endsWith(".yaml")).toList();
        }
        assertThat(lists).hasSize(8);
        for (Path file : lists) {
            HeadTable table = HeadListFile.read(Files.readString(file));
            assertThat(HeadListFile.read(HeadListFile.write("m", table.ranking())))
                    .isEqualTo(table);
        }
        assertThat(HeadListFile.read(Files.readString(folder.resolve("Llama-3.2-1B-Instruct_qr_head_NQ.yaml")))
                        .top(4))
                .hasToString("[8-21, 8-14, 7-22, 6-31]");
    }

    /** Our copy of the simulated recall curves is theirs, cut to five lags and four decimals. */
    @Test
    void theCmrGridIsTheAuthors() throws IOException {
        byte[] file = Files.readAllBytes(SharedData.file(HEADS + "icl_cmr/cmr_crp_avg_20_11.npy"));
        DoubleBuffer theirs = ByteBuffer.wrap(file, 128, file.length - 128)
                .order(ByteOrder.LITTLE_ENDIAN)
                .asDoubleBuffer();
        for (int encoding = 0; encoding < 20; encoding++) {
            for (int recall = 0; recall < 21; recall++) {
                for (int gamma = 0; gamma < 11; gamma++) {
                    double[] ours = CmrGrid.shipped().curve(encoding, recall, gamma);
                    int first = ((encoding * 21 + recall) * 11 + gamma) * 17 + 3;
                    double sum = 0;
                    for (int lag = 0; lag < 11; lag++) {
                        sum += theirs.get(first + lag);
                    }
                    for (int lag = 0; lag < 11; lag++) {
                        assertThat(Math.abs(ours[lag] - theirs.get(first + lag) / sum))
                                .isLessThan(6e-5);
                    }
                }
            }
        }
    }
}
