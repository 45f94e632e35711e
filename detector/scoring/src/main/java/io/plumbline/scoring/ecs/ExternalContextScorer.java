package io.plumbline.scoring.ecs;

import io.plumbline.model.ErrorCode;
import io.plumbline.model.HeadId;
import io.plumbline.model.KeySet;
import io.plumbline.model.PlumblineException;
import io.plumbline.model.Reduction;
import io.plumbline.prompt.EncodedPrompt;
import io.plumbline.scoring.profile.ScoringMode;
import java.util.List;
import java.util.Objects;

/**
 * ReDeEP's external context score, token level: for each row that predicts a token of the answer and each copying head, the
 * cosine between the row's final state and the mean final state of the tenth of the keys that the head attends to most
 * (ReDeEP, section 3.1). The engine computes it; this class says over which keys.
 *
 * <ul>
 *   <li>{@code STRICT}: keys are the tokens of the passages' text; k = max(1, keys / 10), as the paper defines it.
 *   <li>{@code LEGACY}: keys are the whole prompt, system text and instructions included; k = P / 10, as the released code
 *       has it. The code gives NaN for P &lt; 10; here that is an error.
 * </ul>
 *
 * @param mode which keys
 * @param heads columns, in this order
 */
public record ExternalContextScorer(ScoringMode mode, List<HeadId> heads) {
    private static final int SHARE = 10;

    public ExternalContextScorer {
        Objects.requireNonNull(mode, "mode is null");
        heads = List.copyOf(heads);
    }

    /**
     * What to capture; the matrix is {@code [answer token × head]}.
     *
     * @throws PlumblineException {@link ErrorCode#INVALID_INPUT} if there are too few keys
     */
    public Reduction.AttendedStateCosine capture(EncodedPrompt prompt) {
        KeySet keys = mode == ScoringMode.STRICT ? prompt.passageKeys() : KeySet.range(0, prompt.promptTokens());
        int topKeys = keys.size() / SHARE;
        if (mode == ScoringMode.STRICT) {
            topKeys = Math.max(1, topKeys);
        }
        if (keys.isEmpty() || topKeys == 0) {
            throw new PlumblineException(
                    ErrorCode.INVALID_INPUT,
                    "the external context score has " + keys.size() + " keys to choose from; give a longer context");
        }
        return new Reduction.AttendedStateCosine(heads, keys, topKeys, prompt.predictorRows());
    }
}
