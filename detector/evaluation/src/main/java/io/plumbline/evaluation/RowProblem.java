package io.plumbline.evaluation;

import java.util.Objects;
import java.util.Optional;

/**
 * Why a row of a file was refused. The rest of the file is read.
 *
 * @param file name of the file
 * @param line its line, from 1; 0 where the whole file is meant
 * @param id the row's id, where it could be read
 * @param kind for the summary
 * @param message what is wrong, and with which field
 */
public record RowProblem(String file, int line, Optional<String> id, Kind kind, String message) {
    /** Kinds of defect. */
    public enum Kind {
        NOT_UTF8,
        MALFORMED_JSON,
        LINE_TOO_LONG,
        MISSING_FIELD,
        UNKNOWN_FIELD,
        WRONG_TYPE,
        BAD_VALUE,
        DUPLICATE_ID,
        NO_CONTEXT,
        EMPTY_RESPONSE,
        TOO_LONG,
        SPAN_OUTSIDE,
        SPAN_TEXT_DIFFERS,
        CONTRADICTION,
        MISSING_SOURCE,
        TOO_MANY_ROWS
    }

    public RowProblem {
        Objects.requireNonNull(file, "file is null");
        Objects.requireNonNull(id, "id is null");
        Objects.requireNonNull(kind, "kind is null");
        Objects.requireNonNull(message, "message is null");
        if (line < 0) {
            throw new IllegalArgumentException("line " + line);
        }
    }

    /** {@code file:line: id 'x': message}. */
    @Override
    public String toString() {
        return file + ":" + line + ": " + id.map(i -> "id '" + i + "': ").orElse("") + message;
    }
}
