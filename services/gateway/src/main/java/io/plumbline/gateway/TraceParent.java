package io.plumbline.gateway;

import jakarta.ws.rs.core.HttpHeaders;
import java.util.Optional;
import java.util.regex.Pattern;

/** The W3C trace context of a request; one that is malformed is left out. */
final class TraceParent {
    private static final Pattern FORMAT = Pattern.compile("[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}");

    private TraceParent() {}

    static Optional<String> of(HttpHeaders headers) {
        return Optional.ofNullable(headers.getHeaderString("traceparent"))
                .filter(value -> FORMAT.matcher(value).matches());
    }
}
