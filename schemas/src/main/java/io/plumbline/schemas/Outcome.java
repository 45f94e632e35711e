package io.plumbline.schemas;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;

/** What came of judging one response. */
@JsonTypeInfo(
        use = JsonTypeInfo.Id.NAME,
        include = JsonTypeInfo.As.EXISTING_PROPERTY,
        property = "status",
        visible = true,
        defaultImpl = Outcome.Unknown.class)
@JsonSubTypes({
    @JsonSubTypes.Type(value = Outcome.Scored.class, name = Outcome.SCORED),
    @JsonSubTypes.Type(value = Outcome.Abstained.class, name = Outcome.ABSTAINED),
    @JsonSubTypes.Type(value = Outcome.Unavailable.class, name = Outcome.UNAVAILABLE)
})
public sealed interface Outcome {
    String SCORED = "SCORED";
    String ABSTAINED = "ABSTAINED";
    String UNAVAILABLE = "UNAVAILABLE";

    /** {@code SCORED}, {@code ABSTAINED}, {@code UNAVAILABLE}, or what a newer producer wrote. */
    @JsonProperty("status")
    String status();

    /**
     * The response was judged.
     *
     * @param label HALLUCINATED when the probability reaches the threshold
     * @param probability calibrated probability that the response holds an unsupported statement
     * @param threshold of the profile
     * @param spans suspect spans of the response, in order, without overlap
     * @param evidence what was read while the whole response was written, strongest first
     * @param counts sizes of what was scored
     */
    record Scored(
            Label label,
            double probability,
            double threshold,
            List<SuspectSpan> spans,
            List<Evidence> evidence,
            Counts counts)
            implements Outcome {
        public Scored {
            Checks.unit("probability", probability);
            Checks.unit("threshold", threshold);
            spans = List.copyOf(spans);
            evidence = List.copyOf(evidence);
            for (int i = 1; i < spans.size(); i++) {
                if (spans.get(i).start() < spans.get(i - 1).end()) {
                    throw new IllegalArgumentException("spans overlap or are out of order at index " + i);
                }
            }
        }

        @Override
        public String status() {
            return SCORED;
        }
    }

    /**
     * Nothing failed, but there is no judgement.
     *
     * @param reason why
     * @param detail for a person; never text of the event
     */
    record Abstained(AbstentionReason reason, String detail) implements Outcome {
        @Override
        public String status() {
            return ABSTAINED;
        }
    }

    /**
     * No judgement could be made; a later verdict with the same id may supersede this one.
     *
     * @param code why
     * @param detail what to do, for a person; never text of the event
     */
    record Unavailable(UnavailableCode code, String detail) implements Outcome {
        @Override
        public String status() {
            return UNAVAILABLE;
        }
    }

    /**
     * A status this build does not know, read from a newer producer. It is never written.
     *
     * @param status as read
     */
    record Unknown(String status) implements Outcome {
        public Unknown {
            Checks.code("status", status);
        }
    }
}
