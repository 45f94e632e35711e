package io.plumbline.evaluation;

import io.plumbline.model.CharSpan;
import io.plumbline.model.Hashes;
import io.plumbline.prompt.Passage;
import io.plumbline.prompt.RagExample;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * An answer that somebody judged.
 *
 * @param example what was asked, given and answered
 * @param set name of the data set it comes from
 * @param task as the set names it
 * @param generator who answered, as the set names it
 * @param hallucinated the label of the answer
 * @param labels labelled spans of the response; empty where only the answer is labelled, and always where it is supported
 * @param origin split, source, licence and flags
 */
public record LabelledExample(
        RagExample example,
        String set,
        String task,
        String generator,
        boolean hallucinated,
        List<LabelledSpan> labels,
        RowOrigin origin) {
    public LabelledExample {
        Objects.requireNonNull(example, "example is null");
        Objects.requireNonNull(set, "set is null");
        Objects.requireNonNull(task, "task is null");
        Objects.requireNonNull(generator, "generator is null");
        Objects.requireNonNull(origin, "origin is null");
        labels = List.copyOf(labels);
        for (LabelledSpan label : labels) {
            if (label.span().end() > example.response().length()) {
                throw new IllegalArgumentException("label " + label.span() + " of example " + example.id()
                        + " ends past the response of " + example.response().length() + " units");
            }
        }
        if (!hallucinated && !labels.isEmpty()) {
            throw new IllegalArgumentException(
                    "example " + example.id() + " is labelled supported and has " + labels.size() + " labelled spans");
        }
    }

    /** The same row as one of another set. */
    public LabelledExample inSet(String name) {
        return new LabelledExample(example, name, task, generator, hallucinated, labels, origin);
    }

    public String id() {
        return example.id();
    }

    /** The labelled spans, UTF-16 units of the response. */
    public List<CharSpan> spans() {
        return labels.stream().map(LabelledSpan::span).toList();
    }

    /** Whether it is known which characters are supported: spans are labelled, or everything is supported. */
    public boolean spansKnown() {
        return !hallucinated || !labels.isEmpty();
    }

    /** Whether the row is an error made by one edit whose place is exactly known. */
    public boolean singleEdit() {
        return hallucinated && !labels.isEmpty() && origin.flags().contains(RowOrigin.SINGLE_EDIT);
    }

    /**
     * Rows over the same documents are never split and are drawn together. The file's own document id where it has one, else
     * SHA-256 of the contexts, Unicode-normalised (NFC) and with white space collapsed, which also finds the same documents
     * in two sets.
     */
    public String documentId() {
        return origin.documentId().orElseGet(this::contextsSha256);
    }

    private String contextsSha256() {
        String text = example.passages().stream().map(Passage::text).collect(Collectors.joining("\n"));
        String normal = Normalizer.normalize(text, Normalizer.Form.NFC)
                .replaceAll("\\s+", " ")
                .strip();
        return Hashes.sha256(normal.getBytes(StandardCharsets.UTF_8));
    }
}
