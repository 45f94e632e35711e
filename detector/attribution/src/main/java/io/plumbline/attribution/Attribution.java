package io.plumbline.attribution;

import java.util.List;
import java.util.Objects;

/**
 * Which sentences carry an answer.
 *
 * @param method how they were scored
 * @param sentences all sentences of the passages, in their order
 * @param measured how many of them were scored: fewer than all only where a limit of {@link AttributionSettings}
 *     forbade it; then those that the heads attend to most
 * @param answer the ranking for the whole answer
 * @param spans one ranking for each part that was asked for, in that order
 * @param cost what it took
 */
public record Attribution(
        AttributionMethod method,
        List<ContextSentence> sentences,
        int measured,
        SpanAttribution answer,
        List<SpanAttribution> spans,
        AttributionCost cost) {
    public Attribution {
        Objects.requireNonNull(method, "method is null");
        Objects.requireNonNull(answer, "answer is null");
        Objects.requireNonNull(cost, "cost is null");
        sentences = List.copyOf(sentences);
        spans = List.copyOf(spans);
        if (measured < 1 || measured > sentences.size() || answer.ranked().size() != measured) {
            throw new IllegalArgumentException(measured + " of " + sentences.size() + " sentences measured, "
                    + answer.ranked().size() + " ranked");
        }
    }
}
