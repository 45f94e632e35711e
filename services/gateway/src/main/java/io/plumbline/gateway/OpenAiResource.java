package io.plumbline.gateway;

import io.plumbline.gateway.GenerationsResource.Accepted;
import io.plumbline.ingest.OpenAiPair;
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
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Takes in what went over the wire to a server that speaks OpenAI's chat completions. */
@Path("/v1/openai/chat-completions")
@Tag(name = "generations")
public class OpenAiResource {
    private final GenerationIntake intake;
    private final Tenants tenants;

    public OpenAiResource(GenerationIntake intake, Tenants tenants) {
        this.intake = intake;
        this.tenants = tenants;
    }

    @POST
    @Blocking
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces({MediaType.APPLICATION_JSON, Problem.MEDIA_TYPE})
    @Operation(
            operationId = "postChatCompletion",
            summary = "Take in one chat completion: request and response",
            description =
                    "The last user message is the question; tool messages, the request's 'documents' and 'passages'"
                            + " beside the pair are context. Answers as POST /v1/generations does.")
    @RequestBody(
            required = true,
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(type = SchemaType.OBJECT),
                            examples = @ExampleObject(name = "pair", value = Examples.CHAT_COMPLETION)))
    @APIResponse(responseCode = "202", description = "The broker has it")
    @APIResponse(
            responseCode = "422",
            description = "Not such a pair, or without an answer to judge",
            content = @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = Problem.class)))
    public Uni<Response> post(byte[] body, @Context HttpHeaders headers) {
        return intake.accept(() -> OpenAiPair.toEvent(body), tenants.of(headers), TraceParent.of(headers))
                .map(Accepted::response);
    }
}
