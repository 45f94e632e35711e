package io.plumbline.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class QaDataTest {
    @Test
    void questionsAreReadAndBrokenRowsRefused(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("qa.jsonl"), """
                {"id":"a","question":"Who?","contexts":[{"title":null,"text":"Ada did."},"Bo did not."],\
                "answers":["Ada"],"meta":{"parametric_answers":["Cy"]},"kind":"x"}
                {"id":"b","question":"Ends","contexts":[],"answers":[" here."],\
                "meta":{"classes":[" here."," there."],"answer_index":0}}
                {"id":"c","question":"Ends","contexts":[],"answers":[],"meta":{"classes":[" here."],"answer_index":0}}
                {"id":"d","question":" ","contexts":[],"answers":[]}
                {"id":"a","question":"Again?","contexts":[],"answers":[]}
                """);
        QaData data = QaData.read(file, "qa", DataLimits.DEFAULT);
        assertThat(data.examples()).hasSize(2);
        QaExample first = data.examples().get(0);
        assertThat(first.passages()).hasSize(2);
        assertThat(first.passages().get(0).title()).isEmpty();
        assertThat(first.answers()).containsExactly("Ada");
        assertThat(first.parametricAnswers()).containsExactly("Cy");
        assertThat(first.open().response()).isEmpty();
        assertThat(data.examples().get(1).choice()).contains(new QaExample.Choice(List.of(" here.", " there."), 0));
        assertThat(data.problems())
                .extracting(RowProblem::kind)
                .containsExactly(RowProblem.Kind.BAD_VALUE, RowProblem.Kind.BAD_VALUE, RowProblem.Kind.DUPLICATE_ID);
    }
}
