package io.plumbline.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.plumbline.evaluation.RowProblem.Kind;
import io.plumbline.model.CharSpan;
import io.plumbline.prompt.Passage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows made by hand after the schema; RAGTruth's own files are not here. */
final class RagTruthDataTest {
    private static final List<String> SOURCES = List.of(
            "{'source_id':'10','task_type':'QA','source':'MARCO','source_info':{'question':'how to cook beets',"
                    + "'passages':'passage 1:Boil them.\\n\\npassage 2:Or roast\\n\\nthem.\\n\\npassage 3:Peel.\\n\\n'},"
                    + "'prompt':'Briefly answer'}",
            "{'source_id':'11','task_type':'Summary','source':'CNN/DM','source_info':'An article.\\n','prompt':'p'}",
            "{'source_id':'12','task_type':'Data2txt','source':'Yelp','source_info':{'name':'Bob\\u0027s','stars':3.0,"
                    + "'hours':null,'ok':true,'n':[1,2.5]},'prompt':'p'}",
            "{'source_id':'13','task_type':'Poem','source':'x','source_info':'y','prompt':'p'}");
    private static final List<String> RESPONSES = List.of(
            "{'id':'1','source_id':'10','model':'gpt-4-0613','temperature':0.7,'labels':[],'split':'train',"
                    + "'quality':'good','response':'Boil.'}",
            "{'id':'2','source_id':'10','model':'llama-2-7b-chat','temperature':0.7,'labels':[{'start':0,'end':3,"
                    + "'text':'Fry','meta':'LOW','label_type':'Evident Baseless Info','implicit_true':true,"
                    + "'due_to_null':false}],'split':'test','quality':'truncated','response':'Fry them'}",
            "{'id':'3','source_id':'11','model':'gpt-4-0613','temperature':0.7,'labels':[],'split':'test',"
                    + "'quality':'incorrect_refusal','response':'Unable.'}",
            "{'id':'4','source_id':'12','model':'mistral-7B-instruct','temperature':0.7,'labels':[{'start':0,'end':2,"
                    + "'text':'He','meta':'','label_type':'Subtle Conflict','implicit_true':false,'due_to_null':true},"
                    + "{'start':1,'end':4,'text':'ell','meta':'','label_type':'Evident Conflict'}],'split':'test',"
                    + "'quality':'good','response':'Hello'}",
            "{'id':'5','source_id':'13','model':'m','labels':[],'split':'test','quality':'good','response':'r'}",
            "{'id':'6','source_id':'99','model':'m','labels':[],'split':'test','quality':'good','response':'r'}",
            "{'id':'7','source_id':'11','model':'m','labels':[{'start':0,'end':5,'label_type':'x'}],'split':'test',"
                    + "'quality':'good','response':'r'}");

    private final Path directory;

    RagTruthDataTest(@TempDir Path directory) {
        this.directory = directory;
    }

    private LabelledData read() throws IOException {
        Files.writeString(
                directory.resolve("source_info.jsonl"),
                String.join("\n", SOURCES).replace('\'', '"'));
        Files.writeString(
                directory.resolve("response.jsonl"),
                String.join("\n", RESPONSES).replace('\'', '"'));
        List<LabelledData> found = DataSets.open(directory);
        assertThat(found).hasSize(1);
        return found.get(0);
    }

    @Test
    void allTasksGeneratorsAndSplitsAreRead() throws IOException {
        LabelledData data = read();
        assertThat(data.set()).isEqualTo("ragtruth");
        assertThat(data.examples()).extracting(LabelledExample::id).containsExactly("1", "2", "3", "4");
        assertThat(data.examples())
                .extracting(LabelledExample::task)
                .containsExactly("QA", "QA", "Summary", "Data2txt");
        assertThat(data.examples()).extracting(LabelledExample::hallucinated).containsExactly(false, true, false, true);
        assertThat(data.split("test").examples())
                .extracting(LabelledExample::generator)
                .containsExactly("llama-2-7b-chat", "gpt-4-0613", "mistral-7B-instruct");
        assertThat(data.files()).extracting(DataFile::rows).containsExactly(7, 4);
    }

    @Test
    void contextsAreTheAuthorsWords() throws IOException {
        List<LabelledExample> examples = read().examples();
        assertThat(examples.get(0).example().question()).contains("how to cook beets");
        assertThat(examples.get(0).example().passages())
                .containsExactly(
                        new Passage("p1", "", "passage 1:Boil them."),
                        new Passage("p2", "", "passage 2:Or roast\n\nthem."),
                        new Passage("p3", "", "passage 3:Peel."));
        assertThat(examples.get(2).example().question()).isEmpty();
        assertThat(examples.get(2).example().passages()).containsExactly(new Passage("p1", "", "An article.\n"));
        assertThat(examples.get(3).example().passages().get(0).text())
                .isEqualTo("{'name': \"Bob's\", 'stars': 3.0, 'hours': None, 'ok': True, 'n': [1, 2.5]}");
        assertThat(examples.get(0).documentId()).isEqualTo(examples.get(1).documentId());
    }

    @Test
    void flagsOfSpansAndRowsAreKept() throws IOException {
        List<LabelledExample> examples = read().examples();
        assertThat(examples.get(1).labels())
                .containsExactly(
                        new LabelledSpan(new CharSpan(0, 3), "Evident Baseless Info", Set.of("implicit_true")));
        assertThat(examples.get(1).origin().flags()).containsExactly("truncated");
        assertThat(examples.get(2).origin().flags()).containsExactly("incorrect_refusal");
        assertThat(examples.get(3).labels().get(0).flags()).containsExactly("due_to_null");
        assertThat(examples.get(3).spans()).containsExactly(new CharSpan(0, 2), new CharSpan(1, 4));
    }

    @Test
    void brokenRowsAreNamed() throws IOException {
        assertThat(read().problems())
                .extracting(RowProblem::toString)
                .containsExactly(
                        "source_info.jsonl:4: id '13': 'task_type' must be QA, Summary or Data2txt and is 'Poem'",
                        "response.jsonl:5: id '5': there is no usable source '13' in source_info.jsonl",
                        "response.jsonl:6: id '6': there is no usable source '99' in source_info.jsonl",
                        "response.jsonl:7: id '7': 'labels[0]' is [0, 5) and the response has 1 code points");
        assertThat(read().problemCounts()).containsEntry(Kind.MISSING_SOURCE, 2);
    }

    @Test
    void printsAsPythonDoes() throws IOException {
        String json = "[\"a\", \"it's\", \"both ' and \\\"\", \"tab\\t nl\\n back\\\\\", "
                + "\"\\u0007\\u00a0\\u200b\\u2028 \u00e9 \uD83D\uDE00 \\uDB40\\uDC01 \\ue000\", \"only \\\" double\", {}]";
        assertThat(PythonText.repr(new ObjectMapper().readTree(json)))
                .as("CPython 3.11, repr(json.loads(...))")
                .isEqualTo("['a', \"it's\", 'both \\' and \"', 'tab\\t nl\\n back\\\\', "
                        + "'\\x07\\xa0\\u200b\\u2028 \u00e9 \uD83D\uDE00 \\U000e0001 \\ue000', 'only \" double', {}]");
        String numbers = "[3.0, 2.5, 1e16, 1e15, 123456789012345680.0, 1e-4, 1e-5, 1.5e-7, 0.1, -2.0,"
                + " 0.3333333333333333, -0.0, 2e-3, 1e23, 5e-324, 9007199254740993.0, 12345678901234567890, -7]";
        assertThat(PythonText.repr(new ObjectMapper().readTree(numbers)))
                .isEqualTo("[3.0, 2.5, 1e+16, 1000000000000000.0, 1.2345678901234568e+17, 0.0001, 1e-05, 1.5e-07, 0.1,"
                        + " -2.0, 0.3333333333333333, -0.0, 0.002, 1e+23, 5e-324, 9007199254740992.0,"
                        + " 12345678901234567890, -7]");
    }
}
