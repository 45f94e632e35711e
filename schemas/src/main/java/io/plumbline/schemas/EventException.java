package io.plumbline.schemas;

import java.io.Serial;
import java.util.List;
import java.util.Optional;

/** Bytes that are not the event they should be; the message says what to do and never repeats text of the event. */
public final class EventException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    /** Most violations listed in one exception. */
    public static final int VIOLATIONS_MAX = 10;

    /** What is wrong. */
    public enum Kind {
        /** Not a JSON object, or one with duplicate keys, unpaired surrogates or absurd nesting. */
        UNPARSABLE,
        /** A JSON object that does not follow the schema. */
        SCHEMA_INVALID,
        /** Another major version of the schema. */
        UNSUPPORTED_VERSION,
        /** More bytes than the contract allows. */
        TOO_LARGE
    }

    /**
     * One violation of a schema.
     *
     * @param pointer JSON pointer (RFC 6901) to the offending value; empty for the whole document
     * @param message what is expected there
     */
    public record Violation(String pointer, String message) {}

    private final Kind kind;
    private final transient List<Violation> violations;
    private final transient Optional<String> eventId;

    private EventException(Kind kind, String message, List<Violation> violations, Optional<String> eventId) {
        super(message);
        this.kind = kind;
        this.violations = List.copyOf(violations);
        this.eventId = eventId;
    }

    static EventException unparsable(String message, Throwable cause) {
        EventException exception = new EventException(Kind.UNPARSABLE, message, List.of(), Optional.empty());
        exception.initCause(cause);
        return exception;
    }

    static EventException unparsable(String message) {
        return new EventException(Kind.UNPARSABLE, message, List.of(), Optional.empty());
    }

    static EventException invalid(List<Violation> violations, Optional<String> eventId) {
        Violation first = violations.get(0);
        String where = first.pointer().isEmpty() ? "the event" : first.pointer();
        String more = violations.size() > 1 ? " (and " + (violations.size() - 1) + " more)" : "";
        return new EventException(Kind.SCHEMA_INVALID, where + ": " + first.message() + more, violations, eventId);
    }

    static EventException unsupportedVersion(String version, Optional<String> eventId) {
        String message = "schemaVersion " + version + " is not of major version 1; send events of version 1.x here";
        return new EventException(
                Kind.UNSUPPORTED_VERSION, message, List.of(new Violation("/schemaVersion", message)), eventId);
    }

    static EventException tooLarge(long bytes, int bytesMax, String type) {
        return new EventException(
                Kind.TOO_LARGE,
                type + " of " + bytes + " bytes; at most " + bytesMax + " are allowed, send fewer or shorter passages",
                List.of(),
                Optional.empty());
    }

    public Kind kind() {
        return kind;
    }

    /** Violations of the schema, at most {@link #VIOLATIONS_MAX}; empty for other kinds. */
    public List<Violation> violations() {
        return violations;
    }

    /** JSON pointer to the first offending value; empty for the whole document. */
    public String pointer() {
        return violations.isEmpty() ? "" : violations.get(0).pointer();
    }

    /** Id of the generation, if it could be read and is a legal id. */
    public Optional<String> eventId() {
        return eventId;
    }
}
