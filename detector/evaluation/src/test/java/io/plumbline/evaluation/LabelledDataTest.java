package io.plumbline.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.evaluation.RowProblem.Kind;
import io.plumbline.model.CharSpan;
import io.plumbline.prompt.Passage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LabelledDataTest {
    private static final String GOOD =
            "{'id':'good','question':null,'contexts':['c'],'response':'one two','hallucinated':true,"
                    + "'labels':[{'start':4,'end':7,'type':'wrong','text':'two'}]}";

    private final Path directory;

    LabelledDataTest(@TempDir Path directory) {
        this.directory = directory;
    }

    /** Rows in single quotes. */
    private LabelledData read(String... lines) throws IOException {
        return read(DataLimits.DEFAULT, lines);
    }

    private LabelledData read(DataLimits limits, String... lines) throws IOException {
        Path file = directory.resolve("rows.jsonl");
        Files.writeString(file, String.join("\n", lines).replace('\'', '"'));
        return LabelledData.read(file, "set", limits);
    }

    private RowProblem refused(String row) throws IOException {
        LabelledData data = read(row, GOOD.replace("good", "still read"));
        assertThat(data.examples()).extracting(LabelledExample::id).containsExactly("still read");
        assertThat(data.problems()).hasSize(1);
        return data.problems().get(0);
    }

    @Test
    void codePointsBecomeUtf16() throws IOException {
        LabelledData data = read("{'id':'a','task':'qa','question':'q','contexts':['c'],"
                + "'response':'\uD83D\uDE00 no','generator':'g','hallucinated':true,"
                + "'labels':[{'start':2,'end':4}]}");
        assertThat(data.problems()).isEmpty();
        LabelledExample example = data.examples().get(0);
        assertThat(example.spans()).containsExactly(new CharSpan(3, 5));
        assertThat(example.spans().get(0).of(example.example().response())).isEqualTo("no");
        assertThat(example.example().question()).contains("q");
    }

    @Test
    void everyFieldIsRead() throws IOException {
        LabelledData data = read("\uFEFF{'id':'a','task':'qa','question':'q','contexts':['c',{'title':'t','text':'d'}],"
                + "'response':'no','generator':'g','hallucinated':true,'labels':[{'start':0,'end':2,'type':'x','text':'no'}],"
                + "'split':'dev','source':'s','licence':'l','meta':{'single_edit':true,'other':false,'n':1},"
                + "'document_id':'d1'}");
        assertThat(data.problems()).isEmpty();
        LabelledExample example = data.examples().get(0);
        assertThat(example.task()).isEqualTo("qa");
        assertThat(example.generator()).isEqualTo("g");
        assertThat(example.example().passages())
                .containsExactly(new Passage("p1", "", "c"), new Passage("p2", "t", "d"));
        assertThat(example.labels()).containsExactly(new LabelledSpan(new CharSpan(0, 2), "x", Set.of()));
        assertThat(example.origin())
                .isEqualTo(new RowOrigin("dev", "s", "l", Set.of("single_edit"), Optional.of("d1")));
        assertThat(example.singleEdit()).isTrue();
        assertThat(example.documentId()).isEqualTo("d1");
        assertThat(data.files().get(0).name()).isEqualTo("rows.jsonl");
        assertThat(data.files().get(0).sha256()).hasSize(64);
        assertThat(data.split("dev").examples()).hasSize(1);
        assertThat(data.split("test").examples()).isEmpty();
    }

    @Test
    void eachDefectIsNamedWithFileLineAndId() throws IOException {
        assertThat(refused(GOOD.replace("'end':7", "'end':9")))
                .hasToString("rows.jsonl:1: id 'good': 'labels[0]' is [4, 9) and the response has 7 code points");
        assertThat(refused(GOOD.replace("'contexts':['c']", "'contexts':[]")).kind())
                .isEqualTo(Kind.NO_CONTEXT);
        assertThat(refused(GOOD.replace("'contexts':['c']", "'contexts':[' ']")).kind())
                .isEqualTo(Kind.NO_CONTEXT);
        assertThat(refused(GOOD.replace("'contexts':['c']", "'contexts':'c'")).message())
                .isEqualTo("'contexts' must be a list and is a string");
        assertThat(refused(GOOD.replace("'contexts':['c']", "'contexts':['c',3]"))
                        .message())
                .isEqualTo("'contexts[1]' must be a string and is 3");
        assertThat(refused(GOOD.replace("'type'", "'kind'")))
                .hasToString("rows.jsonl:1: id 'good': there is no field 'labels[0].kind'");
        assertThat(refused(GOOD.replace("'question'", "'qeustion'")).kind()).isEqualTo(Kind.UNKNOWN_FIELD);
        assertThat(refused("{'id':'x',"))
                .hasToString("rows.jsonl:1: " + refused("{'id':'x',").message());
        assertThat(refused("{'id':'x',").kind()).isEqualTo(Kind.MALFORMED_JSON);
        assertThat(refused(GOOD + " {}").kind()).isEqualTo(Kind.MALFORMED_JSON);
        assertThat(refused(GOOD.replace("'id':'good'", "'id':'good','id':'again'"))
                        .kind())
                .isEqualTo(Kind.MALFORMED_JSON);
        assertThat(refused("[1]").message()).isEqualTo("the row must be an object and is a list");
        assertThat(refused(GOOD.replace("'start':4", "'start':'4'")).message())
                .isEqualTo("'labels[0].start' must be a whole number and is a string");
        assertThat(refused(GOOD.replace("'start':4", "'start':4.5")).kind()).isEqualTo(Kind.WRONG_TYPE);
        assertThat(refused(GOOD.replace("'start':4", "'start':7").replace(",'text':'two'", ""))
                        .kind())
                .isEqualTo(Kind.BAD_VALUE);
        assertThat(refused(GOOD.replace("'hallucinated':true,", "")).message())
                .isEqualTo("the field 'hallucinated' is missing");
        assertThat(refused(GOOD.replace("'hallucinated':true", "'hallucinated':'true'"))
                        .kind())
                .isEqualTo(Kind.WRONG_TYPE);
        assertThat(refused(GOOD.replace("'hallucinated':true", "'hallucinated':false"))
                        .kind())
                .isEqualTo(Kind.CONTRADICTION);
        assertThat(refused(GOOD.replace("'text':'two'", "'text':'one'")))
                .hasToString("rows.jsonl:1: id 'good': 'labels[0]' says 'one' and 'two' stands there;"
                        + " offsets are Unicode code points");
        assertThat(refused(GOOD.replace("one two", " ").replace("'labels'", "'x'"))
                        .kind())
                .isEqualTo(Kind.UNKNOWN_FIELD);
        assertThat(refused("{'id':'e','contexts':['c'],'response':' ','hallucinated':false}")
                        .kind())
                .isEqualTo(Kind.EMPTY_RESPONSE);
        assertThat(refused(GOOD.replace("'good'", "' '")).kind()).isEqualTo(Kind.BAD_VALUE);
    }

    @Test
    void whatIsTooLongIsRefused() throws IOException {
        String hundredThousandTokens = "a ".repeat(100_000);
        RowProblem problem = refused(GOOD.replace("['c']", "['" + hundredThousandTokens + "']"));
        assertThat(problem.kind()).isEqualTo(Kind.TOO_LONG);
        assertThat(problem.message()).isEqualTo("passage p1 has 200000 characters; the limit is 131072");
        LabelledData line = read(new DataLimits(200, 9, 9, 9, 9, 9), GOOD.replace("'c'", "'" + "x".repeat(300) + "'"));
        assertThat(line.problems()).hasSize(1);
        assertThat(line.problems().get(0)).hasToString("rows.jsonl:1: the line is longer than 200 bytes");
        String second = GOOD.replace("good", "b");
        String third = GOOD.replace("good", "c");
        LabelledData rows = read(new DataLimits(2000, 9, 9, 9, 9, 1), GOOD, second, third);
        assertThat(rows.examples()).hasSize(1);
        assertThat(rows.problems()).extracting(RowProblem::kind).containsExactly(Kind.TOO_MANY_ROWS);
    }

    @Test
    void theRestIsReadAndASummaryCloses() throws IOException {
        LabelledData data = read(
                GOOD,
                GOOD,
                "",
                "{not json",
                GOOD.replace("good", "unlabelled").replace("'hallucinated':true", "'hallucinated':null"),
                GOOD.replace("good", "last").replace("'end':7", "'end':8").replace(",'text':'two'", ""));
        assertThat(data.examples()).hasSize(1);
        assertThat(data.unlabelled()).isEqualTo(1);
        assertThat(data.problems().get(0)).hasToString("rows.jsonl:2: id 'good': line 1 has the same id");
        assertThat(data.problemCounts())
                .isEqualTo(Map.of(Kind.DUPLICATE_ID, 1, Kind.MALFORMED_JSON, 1, Kind.SPAN_OUTSIDE, 1));
        assertThat(data.summary())
                .isEqualTo("set: 5 rows read, 1 used, 1 without a label, 3 refused (1 MALFORMED_JSON, 1 DUPLICATE_ID,"
                        + " 1 SPAN_OUTSIDE)");
    }

    @Test
    void aLineThatIsNotUtf8EndsNothing() throws IOException {
        Path file = directory.resolve("bytes.jsonl");
        byte[] good = (GOOD.replace('\'', '"') + "\n").getBytes(StandardCharsets.UTF_8);
        byte[] all = new byte[good.length + 3];
        all[0] = (byte) 0xC3;
        all[1] = '(';
        all[2] = '\n';
        System.arraycopy(good, 0, all, 3, good.length);
        LabelledData data = LabelledData.read(Files.write(file, all), "set");
        assertThat(data.examples()).hasSize(1);
        assertThat(data.problems()).hasSize(1);
        assertThat(data.problems().get(0)).hasToString("bytes.jsonl:1: the line is not UTF-8");
    }

    @Test
    void theSameWordsAreTheSameDocument() throws IOException {
        String row = "{'id':'%s','contexts':['%s'],'response':'r','hallucinated':false}";
        LabelledData data =
                read(row.formatted("a", "one  two"), row.formatted("b", "one two "), row.formatted("c", "x"));
        assertThat(data.examples().get(0).documentId())
                .isEqualTo(data.examples().get(1).documentId())
                .isNotEqualTo(data.examples().get(2).documentId());
    }

    @Test
    void aSetIsFoundByWhatLiesThere() throws IOException {
        Path folder = Files.createDirectories(directory.resolve("wow"));
        Files.writeString(folder.resolve("test.jsonl"), GOOD.replace('\'', '"'));
        Files.writeString(folder.resolve("dev.jsonl"), GOOD.replace('\'', '"'));
        Files.writeString(folder.resolve("README.md"), "no data");
        List<LabelledData> sets = DataSets.open(folder);
        assertThat(sets).extracting(LabelledData::set).containsExactly("wow/dev", "wow/test");
        assertThat(DataSets.open(folder.resolve("test.jsonl")))
                .extracting(LabelledData::set)
                .containsExactly("wow/test");
        assertThatThrownBy(() -> DataSets.open(directory.resolve("nothing"))).hasMessageContaining("no file or folder");
        assertThatThrownBy(() -> DataSets.open(directory)).hasMessageContaining("holds no .jsonl");
    }
}
