package io.plumbline.attribution;

import io.plumbline.model.ErrorCode;
import io.plumbline.model.PlumblineException;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** How sentences are scored. Scores of one method do not compare with another's; shares and ranks do. */
public enum AttributionMethod {
    /**
     * Jensen-Shannon divergence, nats, between the predictions of each of the answer's tokens with the whole context
     * and without the sentence, summed over tokens: at most {@code tokens · ln 2}. One pass for each sentence and one
     * for the whole.
     */
    ARC_JSD(false),
    /**
     * Attention of the heads to the sentence from the rows that predict the answer, mean over heads, summed over
     * tokens. One pass.
     */
    ATTENTION(true),
    /**
     * As {@link #ATTENTION}, less what the same heads give to the sentence while {@code N/A} is written in the
     * answer's place: heads that look at a sentence whatever is written say nothing. May be negative. One pass and a
     * few tokens.
     */
    QR_ATTENTION(true),
    /**
     * Share of the heads' most attended positions that lie in the sentence, summed over tokens. All positions
     * compete, those outside of the passages included. One pass.
     */
    RETRIEVAL_PROBE(true);

    private final boolean readsHeads;

    AttributionMethod(boolean readsHeads) {
        this.readsHeads = readsHeads;
    }

    /** Whether the method needs heads to be named. */
    public boolean readsHeads() {
        return readsHeads;
    }

    /** As written on a command line and in JSON: {@code arc-jsd}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * Reads {@link #label()}.
     *
     * @throws PlumblineException {@link ErrorCode#INVALID_REQUEST}, naming those there are
     */
    public static AttributionMethod parse(String label) {
        return Arrays.stream(values())
                .filter(method -> method.label().equals(label.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new PlumblineException(
                        ErrorCode.INVALID_REQUEST,
                        "no attribution method '" + label + "'; there are "
                                + Arrays.stream(values())
                                        .map(AttributionMethod::label)
                                        .collect(Collectors.joining(", "))));
    }

    @Override
    public String toString() {
        return label();
    }
}
