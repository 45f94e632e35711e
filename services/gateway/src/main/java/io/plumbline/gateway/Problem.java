package io.plumbline.gateway;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.plumbline.ingest.IngestException;
import io.plumbline.schemas.EventException;
import io.plumbline.schemas.EventException.Violation;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * An error as RFC 7807 problem+json.
 *
 * @param type {@code urn:plumbline:problem:} and the code in lower case
 * @param title the kind of problem in a few words
 * @param status HTTP status
 * @param code for programs, stable
 * @param detail what is wrong here and what to do
 * @param eventId id of the event, if it could be read
 * @param pointer JSON pointer to the offending value
 * @param violations all violations found, at most ten
 */
@Schema(name = "Problem", description = "RFC 7807; 'code' is stable, 'detail' says what to do")
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Problem(
        String type,
        String title,
        int status,
        String code,
        String detail,
        Optional<String> eventId,
        Optional<String> pointer,
        List<Violation> violations) {
    static final String MEDIA_TYPE = "application/problem+json";

    static Problem of(int status, String code, String title, String detail, Optional<String> eventId) {
        return new Problem(type(code), title, status, code, detail, eventId, Optional.empty(), List.of());
    }

    static Problem of(EventException exception) {
        EventException.Kind kind = exception.kind();
        String message = exception.getMessage() == null ? kind.name() : exception.getMessage();
        return new Problem(
                type(kind.name()),
                switch (kind) {
                    case UNPARSABLE -> "The body is not a JSON object";
                    case SCHEMA_INVALID -> "The event does not follow its schema";
                    case UNSUPPORTED_VERSION -> "The event is of another major version";
                    case TOO_LARGE -> "The event is too large";
                },
                switch (kind) {
                    case UNPARSABLE -> 400;
                    case SCHEMA_INVALID, UNSUPPORTED_VERSION -> 422;
                    case TOO_LARGE -> 413;
                },
                kind.name(),
                message,
                exception.eventId(),
                exception.violations().isEmpty() ? Optional.empty() : Optional.of(exception.pointer()),
                exception.violations());
    }

    static Problem of(IngestException exception) {
        IngestException.Reason reason = exception.reason();
        String message = exception.getMessage() == null ? reason.name() : exception.getMessage();
        return new Problem(
                type(reason.name()),
                switch (reason) {
                    case UNPARSABLE -> "The body is not what its content type says";
                    case INVALID -> "The payload does not follow its format";
                    case NO_ANSWER -> "There is no answer to judge";
                },
                reason == IngestException.Reason.UNPARSABLE ? 400 : 422,
                reason.name(),
                message,
                Optional.empty(),
                Optional.of(exception.pointer()).filter(pointer -> !pointer.isEmpty()),
                List.of());
    }

    private static String type(String code) {
        return "urn:plumbline:problem:" + code.toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
