package io.plumbline.evaluation;

import java.io.Serial;

/** A row that cannot be used; becomes a {@link RowProblem}. */
final class RefusedRow extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    private final RowProblem.Kind kind;

    RefusedRow(RowProblem.Kind kind, String message) {
        super(message, null, false, false);
        this.kind = kind;
    }

    RowProblem.Kind kind() {
        return kind;
    }

    String text() {
        return String.valueOf(getMessage());
    }
}
