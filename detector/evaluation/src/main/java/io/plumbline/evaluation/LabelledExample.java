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
 * @param spans labelled spans of the response, UTF-16; empty where only the answer is labelled
 */
public record LabelledExample(
        RagExample example, String set, String task, String generator, boolean hallucinated, List<CharSpan> spans) {
    public LabelledExample {
        Objects.requireNonNull(example, "example is null");
        Objects.requireNonNull(set, "set is null");
        Objects.requireNonNull(task, "task is null");
        Objects.requireNonNull(generator, "generator is null");
        spans = List.copyOf(spans);
        for (CharSpan span : spans) {
            if (span.end() > example.response().length()) {
                throw new IllegalArgumentException("label " + span + " of example " + example.id()
                        + " ends past the response of " + example.response().length() + " units");
            }
        }
    }

    /**
     * Rows over the same documents are never split and are drawn together: SHA-256 of the contexts, Unicode-normalised
     * (NFC) and with white space collapsed.
     */
    public String documentId() {
        String text = example.passages().stream().map(Passage::text).collect(Collectors.joining("\n"));
        String normal = Normalizer.normalize(text, Normalizer.Form.NFC)
                .replaceAll("\\s+", " ")
                .strip();
        return Hashes.sha256(normal.getBytes(StandardCharsets.UTF_8));
    }
}
