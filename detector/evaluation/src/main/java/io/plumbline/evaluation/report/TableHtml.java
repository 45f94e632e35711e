package io.plumbline.evaluation.report;

import io.plumbline.evaluation.report.Table.Row;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Tables of a page. */
public final class TableHtml {
    /** A figure and its interval, or why there is no figure. */
    private static final Pattern WITH_INTERVAL = Pattern.compile("(\\S+|no claim) (\\[.*])");

    private TableHtml() {}

    /** A table that scrolls by itself where it is wider than the page; intervals stand below their figures. */
    public static void draw(Html html, Table table) {
        html.open("div", "class", "scroll", "tabindex", "0", "role", "region", "aria-label", table.caption());
        html.open("table").leaf("caption", table.caption());
        html.open("thead").open("tr");
        table.header().forEach(title -> html.leaf("th", title, "scope", "col"));
        html.close().close().open("tbody");
        for (Row row : table.rows()) {
            html.open("tr", row.baseline() ? new String[] {"class", "baseline"} : new String[0]);
            html.leaf("th", row.cells().get(0), "scope", "row");
            row.cells().stream().skip(1).forEach(text -> cell(html, text));
            html.close();
        }
        html.close().close().close();
    }

    private static void cell(Html html, String text) {
        Matcher split = WITH_INTERVAL.matcher(text);
        if (split.matches()) {
            html.open("td")
                    .text(split.group(1) + " ")
                    .leaf("small", split.group(2))
                    .close();
        } else {
            html.leaf("td", text);
        }
    }
}
