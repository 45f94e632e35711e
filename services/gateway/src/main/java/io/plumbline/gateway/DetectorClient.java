package io.plumbline.gateway;

import io.plumbline.schemas.RecordHeaders;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;
import org.jspecify.annotations.Nullable;

/** The detector's port for synchronous scoring. */
@RegisterRestClient(configKey = "plumbline-detector")
@Path("/internal/v1/score")
public interface DetectorClient {
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    Uni<Response> score(
            @HeaderParam(ScoreResource.DEADLINE_HEADER) long deadlineMs,
            @HeaderParam(RecordHeaders.TRACE_PARENT) @Nullable String traceParent,
            @HeaderParam("tracestate") @Nullable String traceState,
            byte[] event);
}
