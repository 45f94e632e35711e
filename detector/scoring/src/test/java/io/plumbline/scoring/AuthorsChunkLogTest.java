package io.plumbline.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.plumbline.model.CharSpan;
import io.plumbline.model.CodePointOffsets;
import io.plumbline.scoring.chunk.RecursiveTextSplitter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/**
 * The only cell of ReDeEP's table 1 that can be recomputed from what its authors shipped: Llama-2-7B, RAGTruth, chunk level.
 * Every step is in it but the pass itself: selection, scaling, combination, aggregation. Rows, selection and report are the
 * same test set, which is why this number says nothing about quality (see the package documentation).
 */
class AuthorsChunkLogTest {
    private static final String LOG = "data/redeep/redeep_repo/test_llama2_7B/llama2_7B_response_chunk.json";

    @Test
    void theShippedNumbersComeOutSelectionIncluded() {
        List<LegacyRegression.Row> rows = new ArrayList<>();
        int response = 0;
        for (JsonNode entry : SharedData.json(LOG)) {
            for (JsonNode chunk : entry.get("scores")) {
                rows.add(new LegacyRegression.Row(
                        response,
                        numbers(chunk.get("prompt_attention_score")),
                        numbers(chunk.get("parameter_knowledge_scores")),
                        chunk.get("hallucination_label").asInt() == 1));
            }
            response++;
        }
        assertThat(rows).hasSize(1159);

        LegacyRegression.Result result = new LegacyRegression(3, 4, 0.6).run(rows);

        // columns are the sorted heads' numbers: (31,18), (20,15), (31,24)
        assertThat(result.chosenHeads()).containsExactly(28, 19, 30);
        assertThat(result.chosenLayers()).containsExactly(30, 29, 20, 18);
        assertThat(result.auroc()).isCloseTo(0.7472542667509481, within(1e-12));
        assertThat(result.pearson()).isCloseTo(0.4207207418922968, within(1e-12));
    }

    @Test
    void theSplitterFindsTheShippedChunks() {
        RecursiveTextSplitter splitter = new RecursiveTextSplitter(512, 20);
        int answers = 0;
        for (JsonNode entry : SharedData.json(LOG)) {
            String text = entry.get("response").asText();
            CodePointOffsets offsets = new CodePointOffsets(text);
            List<CharSpan> shipped = StreamSupport.stream(
                            entry.get("response_spans").spliterator(), false)
                    .map(s -> offsets.toUtf16(s.get(0).asInt(), s.get(1).asInt()))
                    .toList();
            assertThat(splitter.split(text)).as("answer %s", entry.get("id")).isEqualTo(shipped);
            answers++;
        }
        assertThat(answers).isEqualTo(450);
    }

    private static List<Double> numbers(JsonNode values) {
        return StreamSupport.stream(values.spliterator(), false)
                .map(JsonNode::asDouble)
                .toList();
    }
}
