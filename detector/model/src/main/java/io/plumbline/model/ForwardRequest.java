package io.plumbline.model;

import java.util.Objects;

/**
 * One pass.
 *
 * @param ids the tokens to run; with a cache, those that follow it
 * @param captures what to bring back; rows are absolute positions and must lie among the tokens run
 * @param interventions what to change
 * @param decodeFrom first absolute position that counts as a decode row (see {@link Phase})
 */
public record ForwardRequest(TokenIds ids, CapturePlan captures, InterventionPlan interventions, int decodeFrom) {
    public ForwardRequest {
        Objects.requireNonNull(captures, "captures is null");
        if (ids.size() == 0) {
            throw new IllegalArgumentException("no tokens to run");
        }
        if (decodeFrom < 0) {
            throw new IllegalArgumentException("negative decodeFrom " + decodeFrom);
        }
    }

    /** A pass without interventions. */
    public static ForwardRequest of(TokenIds ids, CapturePlan captures) {
        return new ForwardRequest(ids, captures, InterventionPlan.NONE, Integer.MAX_VALUE);
    }
}
