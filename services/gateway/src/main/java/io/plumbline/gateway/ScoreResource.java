package io.plumbline.gateway;

import io.plumbline.model.PlumblineException;
import io.plumbline.schemas.EventException;
import io.plumbline.schemas.GenerationEvent;
import io.plumbline.stages.ScorePort;
import io.plumbline.stages.tracing.Tracing;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Scores while the caller waits; nothing is published. */
@Path("/v1/score")
@Tag(name = "score")
public class ScoreResource {
    /** Milliseconds the caller will wait. */
    static final String DEADLINE_HEADER = "Plumbline-Deadline-Ms";

    private final ScorePort port;
    private final GenerationIntake intake;
    private final Tenants tenants;
    private final GatewayMetrics metrics;
    private final Tracing tracing;
    private final GatewayConfig.Score limits;

    public ScoreResource(
            ScorePort port,
            GenerationIntake intake,
            Tenants tenants,
            GatewayMetrics metrics,
            Tracing tracing,
            GatewayConfig config) {
        this.port = port;
        this.intake = intake;
        this.tenants = tenants;
        this.metrics = metrics;
        this.tracing = tracing;
        limits = config.score();
    }

    @POST
    @Blocking
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces({MediaType.APPLICATION_JSON, Problem.MEDIA_TYPE})
    @Operation(
            operationId = "score",
            summary = "Score one answer now",
            description = "The same event and verdict as over the topics, in the detector's priority lane. Nothing is"
                    + " published or kept.")
    @RequestBody(
            required = true,
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(type = SchemaType.OBJECT),
                            examples = @ExampleObject(name = "question", value = Examples.GENERATION)))
    @APIResponse(responseCode = "200", description = "The verdict (verdict-event.schema.json)")
    @APIResponse(
            responseCode = "422",
            description = "The event does not follow its schema",
            content = @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = Problem.class)))
    @APIResponse(
            responseCode = "503",
            description = "No capacity, or no detector",
            content = @Content(mediaType = Problem.MEDIA_TYPE))
    @APIResponse(
            responseCode = "504",
            description = "Not within the deadline",
            content = @Content(mediaType = Problem.MEDIA_TYPE))
    public Uni<Response> score(
            byte[] body,
            @Parameter(description = "milliseconds the caller will wait; default 30000, at most 120000")
                    @HeaderParam(DEADLINE_HEADER)
                    @Nullable
                    String deadlineMs,
            @Context HttpHeaders headers) {
        Duration patience = patience(deadlineMs);
        GenerationEvent event = intake.decode(body, tenants.of(headers));
        long started = System.nanoTime();
        ScoreTrace trace = new ScoreTrace(tracing, event, headers);
        return Uni.createFrom()
                .completionStage(() -> trace.within(() -> port.score(intake.encode(event), patience)))
                .map(verdict -> Response.ok(verdict, MediaType.APPLICATION_JSON).build())
                .onFailure()
                .transform(failure -> problem(failure, event.id()))
                .onItemOrFailure()
                .invoke((response, failure) -> trace.ended(failure))
                .onItemOrFailure()
                .invoke((response, failure) -> metrics.scored(
                        Duration.ofNanos(System.nanoTime() - started),
                        failure instanceof ProblemException known
                                ? known.problem().status()
                                : failure == null ? 200 : 500));
    }

    private static Throwable problem(Throwable failure, String eventId) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof EventException event) {
            return new ProblemException(Problem.of(event), cause);
        }
        if (!(cause instanceof PlumblineException known)) {
            return cause;
        }
        int status =
                switch (known.code()) {
                    case BUSY, MODEL_NOT_REACHABLE, OUT_OF_MEMORY -> 503;
                    case TIMEOUT -> 504;
                    case INVALID_REQUEST, INVALID_INPUT, INPUT_TOO_LONG, UNKNOWN_PROFILE -> 422;
                    default -> 500;
                };
        String detail = known.getMessage() == null ? known.code().name() : known.getMessage();
        return new ProblemException(
                Problem.of(status, known.code().name(), "The answer was not scored", detail, Optional.of(eventId)),
                cause);
    }

    private Duration patience(@Nullable String deadlineMs) {
        if (deadlineMs == null) {
            return limits.patience();
        }
        try {
            Duration wanted = Duration.ofMillis(Long.parseLong(deadlineMs));
            if (!wanted.isNegative() && !wanted.isZero() && wanted.compareTo(limits.patienceMax()) <= 0) {
                return wanted;
            }
        } catch (NumberFormatException e) {
            throw ProblemException.invalid(DEADLINE_HEADER + " is not a number of milliseconds");
        }
        throw ProblemException.invalid(
                DEADLINE_HEADER + " is from 1 to " + limits.patienceMax().toMillis());
    }
}
