package io.plumbline.evaluation.report;

import java.util.List;

/**
 * A table for any output.
 *
 * @param caption what it shows and of which rows
 * @param header titles of the columns; the first names the row
 * @param rows of as many cells
 */
public record Table(String caption, List<String> header, List<Row> rows) {
    /**
     * A row.
     *
     * @param baseline whether it is of a trivial baseline
     * @param cells texts, the first names the row
     */
    public record Row(boolean baseline, List<String> cells) {
        public Row {
            cells = List.copyOf(cells);
        }
    }

    public Table {
        header = List.copyOf(header);
        rows = List.copyOf(rows);
        for (Row row : rows) {
            if (row.cells().size() != header.size()) {
                throw new IllegalArgumentException(
                        row.cells().size() + " cells under " + header.size() + " titles in a table: " + row.cells());
            }
        }
    }
}
