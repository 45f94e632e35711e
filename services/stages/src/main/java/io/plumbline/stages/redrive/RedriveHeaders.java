package io.plumbline.stages.redrive;

import io.plumbline.stages.tracing.TraceHeaders;
import java.util.Optional;
import org.apache.kafka.common.header.Headers;

/** Headers that a redrive writes, and how all are read. */
final class RedriveHeaders {
    /** How often the record has been put back, from 1; stays with it when it dies again. */
    static final String ATTEMPT = "plumbline-redrive-attempt";
    /** The dead letter that the record was, as {@link DeadRecord.Place#toString}. */
    static final String OF = "plumbline-redrive-of";
    /** Id of the program that changed the body, as {@link BodyTransform#id}. */
    static final String TRANSFORM = "plumbline-redrive-transform";
    /** On a record of the dead-letter topic that is no letter: the letter that was put back, as {@link DeadRecord.Place#toString}. */
    static final String DONE = "plumbline-redrive-done";

    private RedriveHeaders() {}

    static Optional<String> text(Headers headers, String name) {
        return TraceHeaders.text(headers, name);
    }
}
