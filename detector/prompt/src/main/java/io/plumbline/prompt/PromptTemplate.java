package io.plumbline.prompt;

import io.plumbline.model.Hashes;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/**
 * The words around passages and question. A profile is fitted to one template and names it by id, version and hash.
 *
 * <p>Places: {@code {passages}} and {@code {question}} in {@code questionUser} (once each), {@code {passages}} in
 * {@code summaryUser} (once), {@code {title}} and {@code {text}} in {@code titledPassage} (once each).
 *
 * @param id name of the template
 * @param version counts up whenever a character changes
 * @param system system message; empty for none
 * @param questionUser user message when there is a question
 * @param summaryUser user message when there is none
 * @param titledPassage a passage that has a title; one without is its text alone
 * @param separator between passages
 */
public record PromptTemplate(
        String id,
        int version,
        String system,
        String questionUser,
        String summaryUser,
        String titledPassage,
        String separator) {
    static final String PASSAGES = "{passages}";
    static final String QUESTION = "{question}";
    static final String TITLE = "{title}";
    static final String TEXT = "{text}";

    /** The default: an assistant that answers from the context, or sums a document up. */
    public static final PromptTemplate STRICT = new PromptTemplate(
            "plumbline-strict",
            1,
            "You are a helpful assistant.",
            "Context:\n{passages}\n\nQuestion: {question}\nAnswer using only the context.",
            "Summarize the following document, using only facts stated in it.\n\nDocument:\n{passages}",
            "{title}\n{text}",
            "\n\n");

    public PromptTemplate {
        Objects.requireNonNull(id, "id is null");
        Objects.requireNonNull(system, "system is null");
        Objects.requireNonNull(separator, "separator is null");
        if (version < 1) {
            throw new IllegalArgumentException("version " + version);
        }
        once("questionUser", questionUser, PASSAGES);
        once("questionUser", questionUser, QUESTION);
        once("summaryUser", summaryUser, PASSAGES);
        once("titledPassage", titledPassage, TITLE);
        once("titledPassage", titledPassage, TEXT);
    }

    private static void once(String name, String value, String place) {
        int first = value.indexOf(place);
        if (first < 0 || value.indexOf(place, first + 1) >= 0) {
            throw new IllegalArgumentException(name + " must hold " + place + " exactly once: " + value);
        }
    }

    /** SHA-256, in hex, of all parts with their lengths. */
    public String sha256() {
        StringBuilder all = new StringBuilder();
        for (String part :
                List.of(id, Integer.toString(version), system, questionUser, summaryUser, titledPassage, separator)) {
            all.append(part.length()).append(':').append(part).append('\n');
        }
        return Hashes.sha256(all.toString().getBytes(StandardCharsets.UTF_8));
    }
}
