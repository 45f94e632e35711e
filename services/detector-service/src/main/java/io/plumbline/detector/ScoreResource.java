package io.plumbline.detector;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.plumbline.model.ErrorCode;
import io.plumbline.model.PlumblineException;
import io.plumbline.schemas.EventException;
import io.plumbline.schemas.EventKind;
import io.plumbline.stages.tracing.TraceHeaders;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Scoring over HTTP for the gateway, whose {@code POST /v1/score} is the public door: it knows tenants and limits. */
@Path("/internal/v1/score")
public class ScoreResource {
    /** Milliseconds the caller will wait; the gateway sends the same. */
    static final String DEADLINE_HEADER = "Plumbline-Deadline-Ms";

    private static final String PROBLEM = "application/problem+json";
    private static final int RETRY_AFTER_S = 1;

    private final LocalScorePort port;
    private final DetectionConfig config;

    public ScoreResource(LocalScorePort port, DetectionConfig config) {
        this.port = port;
        this.config = config;
    }

    /** RFC 7807. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Problem(String type, String title, int status, String code, String detail, Optional<String> eventId) {
        static Problem of(int status, String code, String detail, Optional<String> eventId) {
            String type =
                    "urn:plumbline:problem:" + code.toLowerCase(Locale.ROOT).replace('_', '-');
            return new Problem(type, code.replace('_', ' ').toLowerCase(Locale.ROOT), status, code, detail, eventId);
        }
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    @Blocking
    @Operation(summary = "Scores one generation event and answers with its verdict event")
    public Uni<byte[]> score(
            byte[] event,
            @Parameter(description = "name or id of the profile that should judge; the active one without")
                    @QueryParam("profile")
                    Optional<String> profile,
            @Parameter(description = "longest wait for the model in milliseconds") @HeaderParam(DEADLINE_HEADER)
                    Optional<Long> deadlineMs,
            @Context HttpHeaders headers) {
        if (event.length > EventKind.GENERATION.bytesMax()) {
            throw new PlumblineException(
                    ErrorCode.INPUT_TOO_LONG, "an event has at most " + EventKind.GENERATION.bytesMax() + " bytes");
        }
        Duration patience =
                deadlineMs.map(Duration::ofMillis).orElse(config.score().patience());
        if (patience.isNegative() || patience.compareTo(config.score().patienceMax()) > 0) {
            throw new PlumblineException(
                    ErrorCode.INVALID_REQUEST,
                    DEADLINE_HEADER + " is between 0 and "
                            + config.score().patienceMax().toMillis());
        }
        return Uni.createFrom()
                .completionStage(() -> port.score(
                        event,
                        profile,
                        patience,
                        TraceHeaders.read(name -> Optional.ofNullable(headers.getHeaderString(name)))));
    }

    @ServerExceptionMapper
    public Response invalid(EventException e) {
        int status =
                switch (e.kind()) {
                    case UNPARSABLE -> 400;
                    case SCHEMA_INVALID, UNSUPPORTED_VERSION -> 422;
                    case TOO_LARGE -> 413;
                };
        String detail = e.getMessage() == null ? e.kind().name() : e.getMessage();
        return response(Problem.of(status, e.kind().name(), detail, e.eventId()));
    }

    @ServerExceptionMapper
    public Response failed(PlumblineException e) {
        String detail = e.getMessage() == null ? e.code().name() : e.getMessage();
        int status =
                switch (e.code()) {
                    case INVALID_REQUEST, INVALID_INPUT -> 400;
                    case INPUT_TOO_LONG -> 413;
                    case BUSY, MODEL_NOT_REACHABLE -> 503;
                    case TIMEOUT -> 504;
                    default -> 500;
                };
        return response(Problem.of(status, e.code().name(), detail, Optional.empty()));
    }

    private static Response response(Problem problem) {
        Response.ResponseBuilder response =
                Response.status(problem.status()).type(PROBLEM).entity(problem);
        if (problem.status() == 503) {
            response.header(HttpHeaders.RETRY_AFTER, RETRY_AFTER_S);
        }
        return response.build();
    }
}
