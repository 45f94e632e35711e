package io.plumbline.classifier;

import io.plumbline.prompt.Passage;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The first of the two texts a classifier reads; the second is the answer alone. A classifier must be given the form it was
 * trained on.
 *
 * <p>Places: {@code {question}} and {@code {passages}} (once each) and {@code {count}} in {@code question};
 * {@code {passages}} (once) and {@code {count}} in {@code summary}; {@code {text}} (once) and {@code {number}}, from 1, in
 * {@code passage}; {@code {title}} and {@code {text}} (once each) and {@code {number}} in {@code titledPassage}.
 *
 * @param question when there is a question
 * @param summary when there is none
 * @param passage a passage without a title
 * @param titledPassage a passage with one
 * @param separator between passages
 */
public record ClassifierPrompt(
        String question, String summary, String passage, String titledPassage, String separator) {
    /**
     * What LettuceDetect's English models are given: the prompts of RAGTruth's question answering and summaries. Theirs has
     * no titles; see the package for the source.
     */
    public static final ClassifierPrompt LETTUCE_DETECT = new ClassifierPrompt(
            "Briefly answer the following question:\n{question}\n"
                    + "Bear in mind that your response should be strictly based on the following {count} passages:\n"
                    + "{passages}\n"
                    + "In case the passages do not contain the necessary information to answer the question,"
                    + " please reply with: \"Unable to answer based on given passages.\"\noutput:",
            "Summarize the following text:\n{passages}\noutput:",
            "passage {number}: {text}",
            "passage {number}: {title}\n{text}",
            "\n");

    private static final Pattern PLACE = Pattern.compile("\\{(question|passages|count|number|title|text)}");

    public ClassifierPrompt {
        Objects.requireNonNull(separator, "separator is null");
        once("question", question, "{question}");
        once("question", question, "{passages}");
        once("summary", summary, "{passages}");
        once("passage", passage, "{text}");
        once("titledPassage", titledPassage, "{title}");
        once("titledPassage", titledPassage, "{text}");
    }

    private static void once(String name, String form, String place) {
        int first = form.indexOf(place);
        if (first < 0 || form.indexOf(place, first + 1) >= 0) {
            throw new IllegalArgumentException(name + " must hold " + place + " exactly once: " + form);
        }
    }

    /** The first text, for passages in this order; they may be none. */
    String render(Optional<String> asked, List<Passage> passages) {
        StringJoiner lines = new StringJoiner(separator);
        for (int i = 0; i < passages.size(); i++) {
            lines.add(line(i + 1, passages.get(i)));
        }
        String count = Integer.toString(passages.size());
        return asked.map(q -> fill(question, Map.of("question", q, "passages", lines.toString(), "count", count)))
                .orElseGet(() -> fill(summary, Map.of("passages", lines.toString(), "count", count)));
    }

    /** One passage under its number, counted from 1. */
    String line(int number, Passage shown) {
        return fill(
                shown.title().isEmpty() ? passage : titledPassage,
                Map.of("number", Integer.toString(number), "title", shown.title(), "text", shown.text()));
    }

    /** One walk over the form: a place that is written in a value stays as it is, and so does one without a value. */
    private static String fill(String form, Map<String, String> values) {
        return PLACE.matcher(form)
                .replaceAll(place -> Matcher.quoteReplacement(values.getOrDefault(place.group(1), place.group())));
    }

    /** All parts, in order. */
    List<String> parts() {
        return List.of(question, summary, passage, titledPassage, separator);
    }
}
