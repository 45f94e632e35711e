package io.plumbline.gateway;

import io.plumbline.schemas.EventCodec;
import io.plumbline.schemas.VerdictEvent;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Takes in what people say about verdicts. */
@Path("/v1/generations/{eventId}/verdicts/{verdictId}/labels")
@Tag(name = "verdicts")
public class LabelsResource {
    private final EventCodec codec = new EventCodec();
    private final VerdictStore store;
    private final LabelIntake intake;
    private final Tenants tenants;

    /**
     * What the caller gets for an accepted label.
     *
     * @param labelId its id
     * @param verdictId the verdict it is about
     * @param repetition whether the same person said just that before
     */
    @Schema(name = "AcceptedLabel")
    public record Accepted(String labelId, String verdictId, boolean repetition) {}

    public LabelsResource(VerdictStore store, LabelIntake intake, Tenants tenants) {
        this.store = store;
        this.intake = intake;
        this.tenants = tenants;
    }

    @POST
    @Blocking
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces({MediaType.APPLICATION_JSON, Problem.MEDIA_TYPE})
    @Operation(
            operationId = "postLabel",
            summary = "Say whether a verdict is right",
            description = "A person's judgement of the same answer. Of several by one annotator on one verdict the last"
                    + " counts. Spans are code points of the response, [start, end). 202 is sent only once the broker has"
                    + " acknowledged it. Contract: label-event.schema.json.")
    @RequestBody(
            required = true,
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(type = SchemaType.OBJECT),
                            examples = @ExampleObject(name = "wrong in one place", value = Examples.LABEL)))
    @APIResponse(
            responseCode = "202",
            description = "The broker has it",
            content = @Content(schema = @Schema(implementation = Accepted.class)))
    @APIResponse(
            responseCode = "404",
            description = "This gateway does not know the verdict, or it is another tenant's",
            content = @Content(mediaType = Problem.MEDIA_TYPE))
    @APIResponse(
            responseCode = "410",
            description = "The verdict was here and has been dropped",
            content = @Content(mediaType = Problem.MEDIA_TYPE))
    @APIResponse(
            responseCode = "422",
            description = "The label does not follow its schema",
            content = @Content(mediaType = Problem.MEDIA_TYPE))
    @APIResponse(
            responseCode = "503",
            description = "The broker did not confirm in time; send it again",
            content = @Content(mediaType = Problem.MEDIA_TYPE))
    public Uni<Response> post(
            @PathParam("eventId") String eventId,
            @PathParam("verdictId") String verdictId,
            byte[] body,
            @Context HttpHeaders headers) {
        VerdictEvent verdict = verdict(new GenerationKey(tenants.of(headers), eventId), verdictId);
        return intake.accept(verdict, body, TraceParent.of(headers)).map(receipt -> Response.accepted(
                        new Accepted(receipt.label().labelId(), verdictId, receipt.repetition()))
                .type(MediaType.APPLICATION_JSON)
                .build());
    }

    private VerdictEvent verdict(GenerationKey key, String verdictId) {
        return store.find(key, Optional.empty()).stream()
                .filter(stored -> stored.verdictId().equals(verdictId))
                .findFirst()
                .map(stored -> codec.decode(VerdictEvent.class, stored.body()))
                .orElseThrow(() -> unknown(store.isDropped(key)));
    }

    private static ProblemException unknown(boolean dropped) {
        return new ProblemException(Problem.of(
                dropped ? 410 : 404,
                dropped ? "EXPIRED" : "UNKNOWN_VERDICT",
                dropped ? "The verdict is no longer here" : "The verdict is not known here",
                dropped
                        ? "this gateway holds the latest verdicts only; label it sooner, or raise"
                                + " plumbline.gateway.verdicts.generations-max, .bytes-max or .age-max"
                        : "label a verdict that GET /v1/generations/{eventId}/verdicts gives",
                Optional.empty()));
    }
}
