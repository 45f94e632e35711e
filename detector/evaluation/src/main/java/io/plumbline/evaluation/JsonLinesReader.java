package io.plumbline.evaluation;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.plumbline.evaluation.RowProblem.Kind;
import io.plumbline.model.Hashes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads a file of JSON lines whose rows have an id: a row that cannot be read becomes a problem, and the rest is read. */
final class JsonLinesReader {
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .build();

    private final String idField;
    private final DataLimits limits;
    private final List<RowProblem> problems;

    /** Takes one row. */
    @FunctionalInterface
    interface RowReader {
        void read(String id, JsonRow row) throws RefusedRow;
    }

    JsonLinesReader(String idField, DataLimits limits, List<RowProblem> problems) {
        this.idField = idField;
        this.limits = limits;
        this.problems = problems;
    }

    /** Reads the whole file; blank lines do not count. */
    DataFile read(Path file, RowReader reader) throws IOException {
        String name = file.getFileName().toString();
        Map<String, Integer> lineOfId = new HashMap<>();
        int rows = 0;
        try (DigestInputStream in = new DigestInputStream(Files.newInputStream(file), Hashes.newSha256());
                BoundedLines lines = new BoundedLines(in, limits.maxLineBytes())) {
            int number = 0;
            for (Optional<BoundedLines.Line> line = lines.next(); line.isPresent(); line = lines.next()) {
                number++;
                if (line.get().text().isBlank()
                        && !line.get().tooLong()
                        && line.get().utf8()) {
                    continue;
                }
                rows++;
                if (rows == limits.maxRows() + 1) {
                    problems.add(new RowProblem(
                            name,
                            number,
                            Optional.empty(),
                            Kind.TOO_MANY_ROWS,
                            "rows from here on are left out: the limit is " + limits.maxRows()));
                }
                if (rows <= limits.maxRows()) {
                    row(name, number, line.get(), lineOfId, reader);
                }
            }
            return new DataFile(
                    name, HexFormat.of().formatHex(in.getMessageDigest().digest()), rows);
        }
    }

    private void row(String file, int number, BoundedLines.Line line, Map<String, Integer> lineOfId, RowReader reader) {
        Optional<String> id = Optional.empty();
        try {
            JsonRow row = JsonRow.of(parse(line));
            String found = row.stringOrInteger(idField);
            id = Optional.of(found);
            if (found.isBlank()) {
                throw new RefusedRow(Kind.BAD_VALUE, "'" + idField + "' is blank");
            }
            Integer before = lineOfId.putIfAbsent(found, number);
            if (before != null) {
                throw new RefusedRow(Kind.DUPLICATE_ID, "line " + before + " has the same " + idField);
            }
            reader.read(found, row);
        } catch (RefusedRow e) {
            problems.add(new RowProblem(file, number, id, e.kind(), e.text()));
        }
    }

    private JsonNode parse(BoundedLines.Line line) throws RefusedRow {
        if (line.tooLong()) {
            throw new RefusedRow(Kind.LINE_TOO_LONG, "the line is longer than " + limits.maxLineBytes() + " bytes");
        }
        if (!line.utf8()) {
            throw new RefusedRow(Kind.NOT_UTF8, "the line is not UTF-8");
        }
        try {
            return JSON.readTree(line.text());
        } catch (JsonProcessingException e) {
            throw new RefusedRow(Kind.MALFORMED_JSON, "not JSON: " + e.getOriginalMessage());
        }
    }
}
