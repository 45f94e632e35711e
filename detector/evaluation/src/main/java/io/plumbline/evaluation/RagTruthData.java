package io.plumbline.evaluation;

import com.fasterxml.jackson.databind.JsonNode;
import io.plumbline.evaluation.RowProblem.Kind;
import io.plumbline.model.CharSpan;
import io.plumbline.model.CodePointOffsets;
import io.plumbline.prompt.Passage;
import io.plumbline.prompt.RagExample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * RAGTruth's official pair of files, {@code response.jsonl} and {@code source_info.jsonl} (Particle Media, 2023, MIT): all
 * tasks and generators. An answer is hallucinated if it has a labelled span, as in the authors' evaluation; the flags
 * {@code implicit_true} and {@code due_to_null} of a span are kept and exclude nothing. A quality other than {@code good}
 * becomes a flag of the row: the authors' own baseline leaves those rows out, the papers that compare on this set mostly do
 * not.
 *
 * <p>Contexts are the words the authors' generators were given: an article as it stands; the passages of a question, each
 * with its heading {@code passage N:}; structured data as Python prints it.
 */
public final class RagTruthData {
    public static final String SET = "ragtruth";

    private static final String RESPONSES = "response.jsonl";
    private static final String SOURCES = "source_info.jsonl";
    private static final String GOOD = "good";
    private static final String SOURCE = "RAGTruth, Particle Media";
    private static final String LICENCE = "MIT";
    private static final List<String> SPAN_FLAGS = List.of("implicit_true", "due_to_null");
    /** A heading at the start of the text or after an empty line. */
    private static final Pattern HEADING = Pattern.compile("(?:\\A|\\n\\n)(?=passage \\d+:)");

    private RagTruthData() {}

    /** What the answers to one source share. */
    private record Source(String task, Optional<String> question, List<Passage> passages) {}

    /** Whether the folder holds both files. */
    public static boolean isIn(Path directory) {
        return Files.isRegularFile(directory.resolve(RESPONSES)) && Files.isRegularFile(directory.resolve(SOURCES));
    }

    /** Reads both files with the default limits, all splits; see {@link LabelledData#split}. */
    public static LabelledData read(Path directory) throws IOException {
        return read(directory, DataLimits.DEFAULT);
    }

    /** Reads both files, all splits. A source that is refused refuses its answers, too. */
    public static LabelledData read(Path directory, DataLimits limits) throws IOException {
        List<RowProblem> problems = new ArrayList<>();
        RowParts parts = new RowParts(limits);
        Map<String, Source> sources = new HashMap<>();
        DataFile sourceFile = new JsonLinesReader("source_id", limits, problems)
                .read(directory.resolve(SOURCES), (id, row) -> sources.put(id, source(row, parts)));
        List<LabelledExample> examples = new ArrayList<>();
        DataFile responseFile = new JsonLinesReader("id", limits, problems)
                .read(directory.resolve(RESPONSES), (id, row) -> examples.add(example(id, row, sources, parts)));
        return new LabelledData(SET, examples, 0, problems, List.of(responseFile, sourceFile));
    }

    private static Source source(JsonRow row, RowParts parts) throws RefusedRow {
        String task = row.string("task_type");
        JsonNode info = row.required("source_info");
        switch (task) {
            case "QA" -> {
                JsonRow fields = JsonRow.at(info, "source_info.");
                String question = parts.checkedLength("question", fields.string("question"));
                List<Passage> passages = parts.checkedPassages(passages(fields.string("passages")));
                return new Source(task, Optional.of(question).filter(q -> !q.isBlank()), passages);
            }
            case "Summary" -> {
                String article = JsonRow.string(info, "source_info");
                return new Source(task, Optional.empty(), parts.checkedPassages(List.of(passage(1, article))));
            }
            case "Data2txt" -> {
                JsonRow.at(info, "source_info.");
                List<Passage> passages = List.of(passage(1, PythonText.repr(info)));
                return new Source(task, Optional.empty(), parts.checkedPassages(passages));
            }
            default ->
                throw new RefusedRow(
                        Kind.BAD_VALUE, "'task_type' must be QA, Summary or Data2txt and is '" + task + "'");
        }
    }

    /** One passage for each heading; joined by empty lines they are the authors' text but for white space at its end. */
    private static List<Passage> passages(String text) {
        List<Passage> passages = new ArrayList<>();
        String all = text.stripTrailing();
        Matcher heading = HEADING.matcher(all);
        int start = 0;
        while (heading.find()) {
            if (heading.start() > start) {
                passages.add(passage(passages.size() + 1, all.substring(start, heading.start())));
            }
            start = heading.end();
        }
        passages.add(passage(passages.size() + 1, all.substring(start)));
        return passages;
    }

    private static Passage passage(int number, String text) {
        return new Passage("p" + number, "", text);
    }

    private static LabelledExample example(String id, JsonRow row, Map<String, Source> sources, RowParts parts)
            throws RefusedRow {
        String sourceId = row.stringOrInteger("source_id");
        Source source = sources.get(sourceId);
        if (source == null) {
            throw new RefusedRow(Kind.MISSING_SOURCE, "there is no usable source '" + sourceId + "' in " + SOURCES);
        }
        String response = parts.checkedResponse(row.string("response"));
        CodePointOffsets offsets = new CodePointOffsets(response);
        List<LabelledSpan> labels = new ArrayList<>();
        for (JsonNode node : row.array("labels")) {
            String path = "labels[" + labels.size() + "]";
            JsonRow label = JsonRow.at(node, path + ".");
            CharSpan span = RowParts.span(label, path, response, offsets);
            Set<String> flags = new HashSet<>(SPAN_FLAGS);
            flags.removeIf(flag -> !label.isTrue(flag));
            labels.add(new LabelledSpan(span, label.optionalString("label_type").orElse(""), flags));
        }
        String quality = row.optionalString("quality").orElse(GOOD);
        return new LabelledExample(
                new RagExample(id, source.question(), source.passages(), response),
                SET,
                source.task(),
                row.string("model"),
                !labels.isEmpty(),
                labels,
                new RowOrigin(
                        row.string("split"),
                        SOURCE,
                        LICENCE,
                        quality.equals(GOOD) ? Set.of() : Set.of(quality),
                        Optional.empty()));
    }
}
