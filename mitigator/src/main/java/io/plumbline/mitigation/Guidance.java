package io.plumbline.mitigation;

import io.plumbline.model.CharSpan;
import io.plumbline.prompt.Passage;
import io.plumbline.prompt.RagExample;
import io.plumbline.scoring.Evidence;
import io.plumbline.scoring.FlaggedSpan;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/**
 * What is wrong with an answer and what the passages hold about it, as data: for an application that asks its own model again.
 * No model runs for it.
 *
 * @param unsupported the answer's flagged spans, in order; may be empty where the answer is flagged as a whole
 */
public record Guidance(List<Unsupported> unsupported) {
    public static final Guidance NONE = new Guidance(List.of());

    public Guidance {
        unsupported = List.copyOf(unsupported);
    }

    /**
     * A part of the answer that the passages do not carry.
     *
     * @param text the part itself
     * @param span UTF-16 units of the answer
     * @param probability largest token probability inside
     * @param causes why, as the detector names it
     * @param supporting what the model read while it was written, strongest first; may be empty
     */
    public record Unsupported(
            String text, CharSpan span, double probability, List<String> causes, List<Supporting> supporting) {
        public Unsupported {
            Objects.requireNonNull(text, "text is null");
            Objects.requireNonNull(span, "span is null");
            causes = List.copyOf(causes);
            supporting = List.copyOf(supporting);
        }
    }

    /**
     * A part of a passage.
     *
     * @param passageId whose
     * @param text the part itself
     * @param span UTF-16 units of the passage's text
     * @param weight share of the heads' attention, in (0, 1]
     */
    public record Supporting(String passageId, String text, CharSpan span, double weight) {
        public Supporting {
            Objects.requireNonNull(passageId, "passageId is null");
            Objects.requireNonNull(text, "text is null");
            Objects.requireNonNull(span, "span is null");
        }
    }

    /**
     * From a verdict's spans.
     *
     * @throws IllegalArgumentException if a span or evidence lies outside of the example's texts
     */
    public static Guidance of(RagExample example, List<FlaggedSpan> spans) {
        List<Unsupported> unsupported = new ArrayList<>();
        spans.stream()
                .sorted(Comparator.comparingInt(s -> s.span().start()))
                .forEach(span -> unsupported.add(new Unsupported(
                        cut(example.response(), span.span()),
                        span.span(),
                        span.probability(),
                        span.causes(),
                        span.evidence().stream()
                                .map(e -> supporting(example, e))
                                .toList())));
        return new Guidance(unsupported);
    }

    private static Supporting supporting(RagExample example, Evidence evidence) {
        Passage passage = example.passages().stream()
                .filter(p -> p.id().equals(evidence.passageId()))
                .findFirst()
                .orElseThrow(
                        () -> new IllegalArgumentException("no passage " + evidence.passageId() + " in the example"));
        return new Supporting(passage.id(), cut(passage.text(), evidence.span()), evidence.span(), evidence.weight());
    }

    private static String cut(String text, CharSpan span) {
        if (span.end() > text.length()) {
            throw new IllegalArgumentException(span + " of a text of " + text.length());
        }
        return span.of(text);
    }
}
