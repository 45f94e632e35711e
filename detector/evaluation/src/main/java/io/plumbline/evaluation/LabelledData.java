package io.plumbline.evaluation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.plumbline.model.CharSpan;
import io.plumbline.model.CodePointOffsets;
import io.plumbline.prompt.Passage;
import io.plumbline.prompt.RagExample;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Labelled answers as JSON lines: {@code id, task, question|null, contexts[string], response, generator,
 * labels[{start,end}], hallucinated true|false|null}. Offsets are Unicode code points, end exclusive. Rows without a label
 * are left out and counted; a row that cannot be read is reported with its line and the rest is read.
 *
 * @param examples the rows that carry a label, in file order
 * @param unlabelled rows whose label is null
 * @param problems one line of text for each row that could not be read
 */
public record LabelledData(List<LabelledExample> examples, int unlabelled, List<String> problems) {
    private static final ObjectMapper JSON = new ObjectMapper();
    /** A longer line is a mistake, not an answer. */
    private static final int MAX_LINE_CHARS = 4 << 20;

    public LabelledData {
        examples = List.copyOf(examples);
        problems = List.copyOf(problems);
    }

    /**
     * Reads one file.
     *
     * @param set the name its rows carry
     */
    public static LabelledData read(Path file, String set) throws IOException {
        List<LabelledExample> examples = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        int unlabelled = 0;
        try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            int number = 0;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                number++;
                if (line.isBlank()) {
                    continue;
                }
                try {
                    Optional<LabelledExample> example = example(line, set);
                    example.ifPresent(examples::add);
                    unlabelled += example.isPresent() ? 0 : 1;
                } catch (JsonProcessingException e) {
                    problems.add(file.getFileName() + ":" + number + ": " + e.getOriginalMessage());
                } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
                    problems.add(file.getFileName() + ":" + number + ": " + e.getMessage());
                }
            }
        }
        return new LabelledData(examples, unlabelled, problems);
    }

    private static Optional<LabelledExample> example(String line, String set) throws JsonProcessingException {
        if (line.length() > MAX_LINE_CHARS) {
            throw new IllegalArgumentException("a line of " + line.length() + " characters, limit " + MAX_LINE_CHARS);
        }
        JsonNode row = JSON.readTree(line);
        JsonNode label = required(row, "hallucinated");
        if (label.isNull()) {
            return Optional.empty();
        }
        List<Passage> passages = new ArrayList<>();
        for (JsonNode context : required(row, "contexts")) {
            passages.add(new Passage("p" + (passages.size() + 1), "", context.asText()));
        }
        String response = required(row, "response").asText();
        CodePointOffsets offsets = new CodePointOffsets(response);
        List<CharSpan> spans = new ArrayList<>();
        for (JsonNode span : row.path("labels")) {
            spans.add(offsets.toUtf16(
                    required(span, "start").asInt(), required(span, "end").asInt()));
        }
        JsonNode question = row.path("question");
        RagExample example = new RagExample(
                required(row, "id").asText(),
                question.isTextual() ? Optional.of(question.asText()) : Optional.empty(),
                passages,
                response);
        return Optional.of(new LabelledExample(
                example, set, row.path("task").asText(""), row.path("generator").asText(""), label.asBoolean(), spans));
    }

    private static JsonNode required(JsonNode row, String field) {
        JsonNode value = row.get(field);
        if (value == null) {
            throw new IllegalArgumentException("the field '" + field + "' is missing");
        }
        return value;
    }
}
