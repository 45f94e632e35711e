package io.plumbline.gateway;

import io.opentelemetry.context.Context;
import io.plumbline.schemas.RecordHeaders;
import io.plumbline.stages.tracing.TraceHeaders;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.Optional;

/** The W3C trace context of a request; one that is malformed is left out. */
final class TraceParent {
    private TraceParent() {}

    static Context of(HttpHeaders headers) {
        return TraceHeaders.read(name -> Optional.ofNullable(headers.getHeaderString(name)));
    }

    /** @param traceParent as the header spells it */
    static Context of(String traceParent) {
        return TraceHeaders.read(
                name -> name.equals(RecordHeaders.TRACE_PARENT) ? Optional.of(traceParent) : Optional.empty());
    }
}
