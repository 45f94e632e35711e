package io.plumbline.evaluation;

import com.fasterxml.jackson.databind.JsonNode;
import io.plumbline.evaluation.RowProblem.Kind;
import io.plumbline.prompt.Passage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Questions with gold answers, for strategies that write.
 *
 * <p>{@link #read} takes JSON lines: {@code id, question, contexts[string or {title, text}], answers[]}, and in {@code meta}
 * {@code parametric_answers[]} or {@code classes[]} with {@code answer_index}. Fields beyond these are left alone. A row that
 * breaks a rule is refused with its file, line and id, and the rest is read.
 *
 * @param set name of the set
 * @param examples in file order
 * @param problems the rows that were refused
 * @param file what was read
 */
public record QaData(String set, List<QaExample> examples, List<RowProblem> problems, DataFile file) {
    public QaData {
        Objects.requireNonNull(set, "set is null");
        Objects.requireNonNull(file, "file is null");
        examples = List.copyOf(examples);
        problems = List.copyOf(problems);
    }

    public static QaData read(Path file, String set, DataLimits limits) throws IOException {
        List<QaExample> examples = new ArrayList<>();
        List<RowProblem> problems = new ArrayList<>();
        RowParts parts = new RowParts(limits);
        DataFile read = new JsonLinesReader("id", limits, problems)
                .read(file, (id, row) -> examples.add(example(id, row, parts)));
        return new QaData(set, examples, problems, read);
    }

    private static QaExample example(String id, JsonRow row, RowParts parts) throws RefusedRow {
        String question = row.string("question");
        parts.checkedLength("question", question);
        if (question.isBlank()) {
            throw new RefusedRow(Kind.BAD_VALUE, "'question' is blank");
        }
        Optional<JsonNode> meta = row.optional("meta");
        List<String> parametric = List.of();
        Optional<QaExample.Choice> choice = Optional.empty();
        if (meta.isPresent()) {
            JsonRow extra = JsonRow.at(meta.get(), "meta.");
            parametric =
                    extra.optional("parametric_answers").isPresent() ? strings(extra, "parametric_answers") : List.of();
            choice = extra.optional("classes").isPresent() ? Optional.of(choice(extra)) : Optional.empty();
        }
        List<Passage> passages = LabelledData.passages(row);
        return new QaExample(
                id,
                question,
                // a text to be continued has no context
                passages.isEmpty() ? passages : parts.checkedPassages(passages),
                strings(row, "answers"),
                parametric,
                choice);
    }

    private static QaExample.Choice choice(JsonRow meta) throws RefusedRow {
        List<String> options = strings(meta, "classes");
        int right = meta.integer("answer_index");
        if (options.size() < 2 || right < 0 || right >= options.size()) {
            throw new RefusedRow(Kind.BAD_VALUE, "'meta.answer_index' " + right + " of " + options.size() + " classes");
        }
        return new QaExample.Choice(options, right);
    }

    private static List<String> strings(JsonRow row, String field) throws RefusedRow {
        List<String> strings = new ArrayList<>();
        for (JsonNode node : row.array(field)) {
            strings.add(JsonRow.string(node, field + "[" + strings.size() + "]"));
        }
        return strings;
    }
}
