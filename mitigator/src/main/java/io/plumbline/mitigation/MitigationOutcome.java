package io.plumbline.mitigation;

import io.plumbline.model.ErrorCode;
import java.util.Objects;
import java.util.function.Function;

/** What became of a flagged answer. Where nothing was accepted the original stands. */
public sealed interface MitigationOutcome {
    MitigationRecord record();

    /**
     * A candidate is better.
     *
     * @param winner the attempt that was accepted
     */
    record Accepted(MitigationRecord record, Attempt winner) implements MitigationOutcome {
        public Accepted {
            Objects.requireNonNull(record, "record is null");
            if (winner.rejection().isPresent() || !record.attempts().contains(winner)) {
                throw new IllegalArgumentException("not an accepted attempt of this record: " + winner);
            }
        }

        @Override
        public <T> T fold(Function<Accepted, T> accepted, Function<Declined, T> declined, Function<Failed, T> failed) {
            return accepted.apply(this);
        }
    }

    /**
     * Nothing is better, or nothing was to be done. A result, not a failure.
     *
     * @param reason for programs
     * @param detail for people
     */
    record Declined(MitigationRecord record, DeclineReason reason, String detail) implements MitigationOutcome {
        public Declined {
            Objects.requireNonNull(record, "record is null");
            Objects.requireNonNull(reason, "reason is null");
            Objects.requireNonNull(detail, "detail is null");
        }

        @Override
        public <T> T fold(Function<Accepted, T> accepted, Function<Declined, T> declined, Function<Failed, T> failed) {
            return declined.apply(this);
        }
    }

    /**
     * It could not be tried to the end.
     *
     * @param reason for programs
     * @param code of the failure; {@code TIMEOUT} for a cancellation. Says whether trying again can help
     * @param detail for people
     */
    record Failed(MitigationRecord record, FailureReason reason, ErrorCode code, String detail)
            implements MitigationOutcome {
        public Failed {
            Objects.requireNonNull(record, "record is null");
            Objects.requireNonNull(reason, "reason is null");
            Objects.requireNonNull(code, "code is null");
            Objects.requireNonNull(detail, "detail is null");
        }

        @Override
        public <T> T fold(Function<Accepted, T> accepted, Function<Declined, T> declined, Function<Failed, T> failed) {
            return failed.apply(this);
        }
    }

    <T> T fold(Function<Accepted, T> accepted, Function<Declined, T> declined, Function<Failed, T> failed);
}
