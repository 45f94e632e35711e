package io.plumbline.evaluation.report;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Set;

/**
 * Writes HTML and SVG: every text and attribute value is escaped, every element is closed, so that the document is XML, too.
 * Attributes are given as names and values in turn.
 */
public final class Html {
    private static final Set<String> VOID = Set.of("meta", "br", "hr");

    private final StringBuilder out = new StringBuilder("<!DOCTYPE html>\n");
    private final Deque<String> open = new ArrayDeque<>();

    /** Opens an element. */
    public Html open(String tag, String... attributes) {
        if (VOID.contains(tag)) {
            return shape(tag, attributes);
        }
        start(tag, attributes);
        out.append('>');
        open.push(tag);
        return this;
    }

    /**
     * Opens a report's page up to and into its body: our style sheet, a policy by which the page loads nothing whatever the
     * data hold, and a link past the header. {@code html} and {@code body} are left open.
     *
     * @param figures id of the element that the link leads to
     */
    public Html openPage(String title, String figures) {
        open("html", "lang", "en").open("head");
        open("meta", "charset", "utf-8");
        open("meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
        open("meta", "name", "color-scheme", "content", "light dark");
        open(
                "meta",
                "http-equiv",
                "Content-Security-Policy",
                "content",
                "default-src 'none'; style-src 'unsafe-inline'");
        leaf("title", title);
        style(Stylesheet.text());
        close().open("body");
        return leaf("a", "Skip to the figures", "class", "skip", "href", "#" + figures);
    }

    /** Closes the element opened last. */
    public Html close() {
        String tag = open.pop();
        out.append("</").append(tag).append('>');
        if (open.size() <= 3) {
            out.append('\n');
        }
        return this;
    }

    /** An element that holds text. */
    public Html leaf(String tag, String text, String... attributes) {
        return open(tag, attributes).text(text).close();
    }

    /** An element that holds nothing. */
    public Html shape(String tag, String... attributes) {
        start(tag, attributes);
        out.append("/>");
        return this;
    }

    public Html text(String text) {
        escape(text);
        return this;
    }

    /** The style sheet: ours, never data. */
    public Html style(String css) {
        out.append("<style>\n").append(css).append("</style>\n");
        return this;
    }

    private void start(String tag, String... attributes) {
        if (attributes.length % 2 != 0) {
            throw new IllegalArgumentException("an attribute of <" + tag + "> has no value");
        }
        out.append('<').append(tag);
        for (int i = 0; i < attributes.length; i += 2) {
            out.append(' ').append(attributes[i]).append("=\"");
            escape(attributes[i + 1]);
            out.append('"');
        }
    }

    private void escape(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                case '\'' -> out.append("&#39;");
                default -> out.append(isAllowed(c) ? c : '\uFFFD');
            }
        }
    }

    /** Control characters are no HTML. */
    private static boolean isAllowed(char c) {
        return (c >= ' ' && c != 0x7F) || c == '\n' || c == '\t';
    }

    /** A coordinate with one decimal. */
    static String px(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }

    /** The document; everything must be closed. */
    public String finish() {
        if (!open.isEmpty()) {
            throw new IllegalStateException("not closed: " + open);
        }
        return out.append('\n').toString();
    }
}
