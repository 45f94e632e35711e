package io.plumbline.gateway;

import io.plumbline.gateway.BatchIntake.LineResult;
import io.plumbline.ingest.CloudEventBody;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Takes generations in. */
@Path("/v1/generations")
@Tag(name = "generations")
public class GenerationsResource {
    static final String NDJSON = "application/x-ndjson";

    private final GenerationIntake intake;
    private final BatchIntake batches;
    private final Tenants tenants;

    /**
     * The answer to an accepted event.
     *
     * @param eventId its id
     * @param repetition whether the broker had it before
     * @param verdicts where its verdicts will be
     */
    @Schema(name = "Accepted")
    public record Accepted(String eventId, boolean repetition, String verdicts) {
        static Response response(GenerationIntake.Receipt receipt) {
            String location = "/v1/generations/" + receipt.eventId() + "/verdicts";
            return Response.accepted(new Accepted(receipt.eventId(), receipt.repetition(), location))
                    .location(URI.create(location))
                    .type(MediaType.APPLICATION_JSON)
                    .build();
        }
    }

    public GenerationsResource(GenerationIntake intake, BatchIntake batches, Tenants tenants) {
        this.intake = intake;
        this.batches = batches;
        this.tenants = tenants;
    }

    @POST
    @Blocking
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces({MediaType.APPLICATION_JSON, Problem.MEDIA_TYPE})
    @Operation(
            operationId = "postGeneration",
            summary = "Take in one answer",
            description = "202 is sent only once the broker has acknowledged the event. Sending the same event again is"
                    + " harmless. Contract: generation-event.schema.json; at most 1 MiB. CloudEvents 1.0 are understood"
                    + " too: ce-* headers beside this body, or application/cloudevents+json around it.")
    @RequestBody(
            required = true,
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema =
                                    @Schema(
                                            type =
                                                    org.eclipse.microprofile.openapi.annotations.enums.SchemaType
                                                            .OBJECT),
                            examples = @ExampleObject(name = "question", value = Examples.GENERATION)))
    @APIResponse(
            responseCode = "202",
            description = "The broker has it",
            content = @Content(schema = @Schema(implementation = Accepted.class)))
    @APIResponse(
            responseCode = "400",
            description = "Not a JSON object",
            content = @Content(mediaType = Problem.MEDIA_TYPE))
    @APIResponse(
            responseCode = "409",
            description = "The id was used for another body",
            content = @Content(mediaType = Problem.MEDIA_TYPE))
    @APIResponse(
            responseCode = "413",
            description = "More bytes than allowed",
            content = @Content(mediaType = Problem.MEDIA_TYPE))
    @APIResponse(
            responseCode = "422",
            description = "The event does not follow its schema",
            content =
                    @Content(
                            mediaType = Problem.MEDIA_TYPE,
                            schema = @Schema(implementation = Problem.class),
                            examples = @ExampleObject(name = "a number for a text", value = Examples.PROBLEM)))
    @APIResponse(
            responseCode = "503",
            description = "The broker did not confirm in time; send the same event again",
            content = @Content(mediaType = Problem.MEDIA_TYPE))
    public Uni<Response> post(byte[] body, @Context HttpHeaders headers) {
        String cloudEventsVersion = headers.getHeaderString("ce-specversion");
        if (cloudEventsVersion != null) {
            CloudEventBody.requireGeneration(
                    Optional.of(cloudEventsVersion), Optional.ofNullable(headers.getHeaderString("ce-type")));
        }
        return intake.accept(body, tenants.of(headers), TraceParent.of(headers)).map(Accepted::response);
    }

    @POST
    @Blocking
    @Consumes(CloudEventBody.STRUCTURED)
    @Produces({MediaType.APPLICATION_JSON, Problem.MEDIA_TYPE})
    @Operation(hidden = true)
    public Uni<Response> postCloudEvent(byte[] body, @Context HttpHeaders headers) {
        return intake.accept(CloudEventBody.data(body), tenants.of(headers), TraceParent.of(headers))
                .map(Accepted::response);
    }

    @POST
    @Blocking
    @Consumes(NDJSON)
    @Produces({NDJSON, Problem.MEDIA_TYPE})
    @Operation(
            operationId = "postGenerations",
            summary = "Take in many answers, one per line",
            description =
                    "202 if every line was accepted, otherwise 207; the body has one result for each line, with the"
                            + " status and problem a single event would have got. Lines do not depend on one another.")
    @APIResponse(responseCode = "202", description = "The broker has all of them")
    @APIResponse(responseCode = "207", description = "See each line")
    @APIResponse(
            responseCode = "413",
            description = "More lines or bytes than allowed; nothing was taken in",
            content = @Content(mediaType = Problem.MEDIA_TYPE))
    public Response postBatch(byte[] body, @Context HttpHeaders headers) {
        List<LineResult> results = batches.accept(body, tenants.of(headers), TraceParent.of(headers));
        boolean all = results.stream().allMatch(result -> result.status() == 202);
        return Response.status(all ? 202 : 207)
                .entity(Json.lines(results).getBytes(StandardCharsets.UTF_8))
                .type(NDJSON)
                .build();
    }
}
