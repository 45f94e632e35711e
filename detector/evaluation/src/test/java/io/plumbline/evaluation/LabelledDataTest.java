package io.plumbline.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.model.CharSpan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LabelledDataTest {
    private final Path directory;

    LabelledDataTest(@TempDir Path directory) {
        this.directory = directory;
    }

    private LabelledData read(String... lines) throws IOException {
        return LabelledData.read(Files.writeString(directory.resolve("rows.jsonl"), String.join("\n", lines)), "set");
    }

    @Test
    void codePointsBecomeUtf16() throws IOException {
        LabelledData data = read("{\"id\":\"a\",\"task\":\"qa\",\"question\":\"q\",\"contexts\":[\"c\"],"
                + "\"response\":\"\uD83D\uDE00 no\",\"generator\":\"g\",\"hallucinated\":true,"
                + "\"labels\":[{\"start\":2,\"end\":4}]}");
        assertThat(data.problems()).isEmpty();
        LabelledExample example = data.examples().get(0);
        assertThat(example.spans()).containsExactly(new CharSpan(3, 5));
        assertThat(example.spans().get(0).of(example.example().response())).isEqualTo("no");
        assertThat(example.example().question()).contains("q");
    }

    @Test
    void badRowsAreNamedAndTheRestIsRead() throws IOException {
        String good = "{\"id\":\"b\",\"question\":null,\"contexts\":[\"c\"],\"response\":\"r\",\"hallucinated\":false}";
        LabelledData data = read(
                "{not json",
                "{\"id\":\"a\",\"contexts\":[],\"response\":\"r\"}",
                "{\"id\":\"a\",\"contexts\":[\"c\"],\"response\":\"r\",\"hallucinated\":true,"
                        + "\"labels\":[{\"start\":0,\"end\":9}]}",
                "",
                good,
                good.replace("false", "null"));
        assertThat(data.examples()).hasSize(1);
        assertThat(data.examples().get(0).example().question()).isEmpty();
        assertThat(data.unlabelled()).isEqualTo(1);
        assertThat(data.problems()).hasSize(3);
        assertThat(data.problems().get(1)).startsWith("rows.jsonl:2: ").contains("hallucinated");
        assertThat(data.problems().get(2)).startsWith("rows.jsonl:3: ").contains("code point 9 of 1");
    }

    @Test
    void theSameWordsAreTheSameDocument() throws IOException {
        String row = "{\"id\":\"%s\",\"contexts\":[\"%s\"],\"response\":\"r\",\"hallucinated\":false}";
        LabelledData data =
                read(row.formatted("a", "one  two"), row.formatted("b", "one two "), row.formatted("c", "x"));
        assertThat(data.examples().get(0).documentId())
                .isEqualTo(data.examples().get(1).documentId())
                .isNotEqualTo(data.examples().get(2).documentId());
    }
}
