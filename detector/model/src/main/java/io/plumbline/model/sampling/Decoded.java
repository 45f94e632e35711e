package io.plumbline.model.sampling;

import io.plumbline.model.TokenIds;

/**
 * What a decoding wrote.
 *
 * @param ids the new tokens, without the stop token
 * @param end why it ended
 * @param reruns steps that ran again with interventions
 */
public record Decoded(TokenIds ids, End end, int reruns) {
    /** Why a decoding ended. */
    public enum End {
        STOP_TOKEN,
        MAX_TOKENS,
        /** The model's window is full. */
        WINDOW_FULL,
        CANCELLED
    }
}
