package io.plumbline.evaluation;

import com.fasterxml.jackson.databind.JsonNode;
import io.plumbline.evaluation.RowProblem.Kind;
import io.plumbline.model.CharSpan;
import io.plumbline.model.CodePointOffsets;
import io.plumbline.prompt.Passage;
import io.plumbline.prompt.RagExample;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Labelled answers of one data set.
 *
 * <p>{@link #read} takes JSON lines, one object each: {@code id, task, question|null, contexts[string or {title, text}],
 * response, generator, labels[{start, end, type, text}], hallucinated true|false|null, split, source, licence, meta{},
 * document_id}. {@code id}, {@code contexts}, {@code response} and {@code hallucinated} are required. Offsets are Unicode code
 * points, end exclusive. Rows whose label is null are left out and counted. A row that breaks a rule is refused with its file,
 * line and id, and the rest is read.
 *
 * @param set name of the set
 * @param examples the rows that carry a label, in file order
 * @param unlabelled rows whose label is null
 * @param problems the rows that were refused
 * @param files what was read
 */
public record LabelledData(
        String set, List<LabelledExample> examples, int unlabelled, List<RowProblem> problems, List<DataFile> files) {
    private static final Set<String> FIELDS = Set.of(
            "id",
            "task",
            "question",
            "contexts",
            "response",
            "generator",
            "labels",
            "hallucinated",
            "split",
            "source",
            "licence",
            "meta",
            "document_id");
    private static final Set<String> LABEL_FIELDS = Set.of("start", "end", "type", "text");
    private static final Set<String> CONTEXT_FIELDS = Set.of("title", "text");

    public LabelledData {
        Objects.requireNonNull(set, "set is null");
        examples = List.copyOf(examples);
        problems = List.copyOf(problems);
        files = List.copyOf(files);
        if (unlabelled < 0) {
            throw new IllegalArgumentException("unlabelled " + unlabelled);
        }
    }

    /** Reads one file with the default limits; {@code set} is the name its rows carry. */
    public static LabelledData read(Path file, String set) throws IOException {
        return read(file, set, DataLimits.DEFAULT);
    }

    /** Reads one file. */
    public static LabelledData read(Path file, String set, DataLimits limits) throws IOException {
        List<LabelledExample> examples = new ArrayList<>();
        List<RowProblem> problems = new ArrayList<>();
        int[] unlabelled = {0};
        RowParts parts = new RowParts(limits);
        DataFile read = new JsonLinesReader("id", limits, problems).read(file, (id, row) -> {
            Optional<LabelledExample> example = example(id, row, set, parts);
            example.ifPresent(examples::add);
            unlabelled[0] += example.isPresent() ? 0 : 1;
        });
        return new LabelledData(set, examples, unlabelled[0], problems, List.of(read));
    }

    private static Optional<LabelledExample> example(String id, JsonRow row, String set, RowParts parts)
            throws RefusedRow {
        row.only(FIELDS);
        Optional<String> question = row.optionalString("question").filter(text -> !text.isBlank());
        if (question.isPresent()) {
            parts.checkedLength("question", question.get());
        }
        String response = parts.checkedResponse(row.string("response"));
        RagExample example = new RagExample(id, question, parts.checkedPassages(passages(row)), response);
        List<LabelledSpan> labels = labels(row, response);
        RowOrigin origin = origin(row);
        String task = row.optionalString("task").orElse("");
        String generator = row.optionalString("generator").orElse("");
        if (row.required("hallucinated").isNull()) {
            return Optional.empty();
        }
        boolean hallucinated = row.bool("hallucinated");
        if (!hallucinated && !labels.isEmpty()) {
            throw new RefusedRow(
                    Kind.CONTRADICTION, "'hallucinated' is false and 'labels' holds " + labels.size() + " spans");
        }
        return Optional.of(new LabelledExample(example, set, task, generator, hallucinated, labels, origin));
    }

    /** The field {@code contexts}: strings, or objects with a title and a text. */
    static List<Passage> passages(JsonRow row) throws RefusedRow {
        List<Passage> passages = new ArrayList<>();
        for (JsonNode context : row.array("contexts")) {
            String id = "p" + (passages.size() + 1);
            String where = "contexts[" + passages.size() + "]";
            if (context.isObject()) {
                JsonRow titled = JsonRow.at(context, where + ".");
                titled.only(CONTEXT_FIELDS);
                passages.add(new Passage(id, titled.optionalString("title").orElse(""), titled.string("text")));
            } else {
                passages.add(new Passage(id, "", JsonRow.string(context, where)));
            }
        }
        return passages;
    }

    private static List<LabelledSpan> labels(JsonRow row, String response) throws RefusedRow {
        if (row.optional("labels").isEmpty()) {
            return List.of();
        }
        CodePointOffsets offsets = new CodePointOffsets(response);
        List<LabelledSpan> labels = new ArrayList<>();
        for (JsonNode node : row.array("labels")) {
            String path = "labels[" + labels.size() + "]";
            JsonRow label = JsonRow.at(node, path + ".");
            label.only(LABEL_FIELDS);
            CharSpan span = RowParts.span(label, path, response, offsets);
            labels.add(new LabelledSpan(span, label.optionalString("type").orElse(""), Set.of()));
        }
        return labels;
    }

    private static RowOrigin origin(JsonRow row) throws RefusedRow {
        Set<String> flags = new HashSet<>();
        Optional<JsonNode> meta = row.optional("meta");
        if (meta.isPresent()) {
            JsonRow fields = JsonRow.at(meta.get(), "meta.");
            meta.get().fieldNames().forEachRemaining(name -> {
                if (fields.isTrue(name)) {
                    flags.add(name);
                }
            });
        }
        Optional<String> documentId = row.optionalString("document_id");
        if (documentId.map(String::isBlank).orElse(false)) {
            throw new RefusedRow(Kind.BAD_VALUE, "'document_id' is blank");
        }
        return new RowOrigin(
                row.optionalString("split").orElse(""),
                row.optionalString("source").orElse(""),
                row.optionalString("licence").orElse(""),
                flags,
                documentId);
    }

    /** Only the rows that satisfy {@code wanted}; problems and files stay. */
    public LabelledData only(Predicate<LabelledExample> wanted) {
        return new LabelledData(set, examples.stream().filter(wanted).toList(), unlabelled, problems, files);
    }

    /** Only the rows of one split. */
    public LabelledData split(String split) {
        return only(example -> example.origin().split().equals(split));
    }

    /** Refused rows by kind. */
    public Map<Kind, Integer> problemCounts() {
        Map<Kind, Integer> counts = new EnumMap<>(Kind.class);
        problems.forEach(problem -> counts.merge(problem.kind(), 1, Integer::sum));
        return counts;
    }

    /** One line: what was read, kept and refused. */
    public String summary() {
        int rows = files.stream().mapToInt(DataFile::rows).sum();
        String refused = problemCounts().entrySet().stream()
                .map(count -> count.getValue() + " " + count.getKey())
                .collect(Collectors.joining(", "));
        return set + ": " + rows + " rows read, " + examples.size() + " used, " + unlabelled + " without a label, "
                + problems.size() + " refused" + (refused.isEmpty() ? "" : " (" + refused + ")");
    }
}
