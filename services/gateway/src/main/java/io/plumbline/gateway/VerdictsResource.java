package io.plumbline.gateway;

import io.plumbline.gateway.VerdictStore.StoredVerdict;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Gives verdicts out. */
@Path("/v1/generations/{eventId}/verdicts")
@Tag(name = "verdicts")
public class VerdictsResource {
    private final VerdictStore store;
    private final AcceptedGenerations accepted;
    private final Tenants tenants;
    private final Duration waitMax;

    public VerdictsResource(VerdictStore store, AcceptedGenerations accepted, Tenants tenants, GatewayConfig config) {
        this.store = store;
        this.accepted = accepted;
        this.tenants = tenants;
        waitMax = config.verdicts().waitMax();
    }

    @GET
    @Produces({MediaType.APPLICATION_JSON, Problem.MEDIA_TYPE})
    @Operation(
            operationId = "getVerdicts",
            summary = "Verdicts on one answer",
            description = "Each verdict has exactly the bytes of the verdicts topic (verdict-event.schema.json). With"
                    + " 'wait' the request is held until a verdict is there, also for an event that reached the broker"
                    + " by another way than this gateway.")
    @APIResponse(responseCode = "200", description = "{\"eventId\", \"verdicts\": [...]}, in order of arrival")
    @APIResponse(responseCode = "202", description = "The event was accepted, no verdict yet")
    @APIResponse(
            responseCode = "404",
            description = "This gateway knows neither the event nor a verdict on it",
            content = @Content(mediaType = Problem.MEDIA_TYPE))
    @APIResponse(
            responseCode = "410",
            description = "The verdict was here and has been dropped; read it from the topic",
            content = @Content(mediaType = Problem.MEDIA_TYPE))
    public Uni<Response> get(
            @PathParam("eventId") String eventId,
            @Parameter(description = "name or id of a profile; without it verdicts of all profiles")
                    @QueryParam("profile")
                    @Nullable
                    String profile,
            @Parameter(description = "seconds to wait for a verdict, 0 to 60; default 0") @QueryParam("wait") @Nullable
                    String wait,
            @Context HttpHeaders headers) {
        GenerationKey key = new GenerationKey(tenants.of(headers), eventId);
        long deadline = System.nanoTime() + patience(wait).toNanos();
        return look(key, Optional.ofNullable(profile), deadline);
    }

    private Uni<Response> look(GenerationKey key, Optional<String> profile, long deadline) {
        // first the waiter, then the look: a verdict that comes between the two is not missed
        long left = deadline - System.nanoTime();
        Optional<VerdictStore.Waiter> next = left > 0 ? store.next(key) : Optional.empty();
        List<StoredVerdict> found = store.find(key, profile);
        if (!found.isEmpty() || left <= 0) {
            next.ifPresent(VerdictStore.Waiter::close);
            return Uni.createFrom().item(answer(key, found));
        }
        if (next.isEmpty()) {
            return Uni.createFrom()
                    .failure(new ProblemException(Problem.of(
                            503,
                            "BUSY",
                            "Too many requests wait",
                            "ask again without 'wait', or later",
                            Optional.of(key.eventId()))));
        }
        VerdictStore.Waiter waiter = next.get();
        return Uni.createFrom()
                .completionStage(waiter.woken())
                .ifNoItem()
                .after(Duration.ofNanos(left))
                .recoverWithUni(Uni.createFrom().voidItem())
                .onTermination()
                .invoke(waiter::close)
                .flatMap(woken -> look(key, profile, deadline));
    }

    private Response answer(GenerationKey key, List<StoredVerdict> found) {
        if (!found.isEmpty()) {
            return Response.ok(body(key.eventId(), found), MediaType.APPLICATION_JSON)
                    .build();
        }
        // first: what was here and has been dropped is not still to come, though its event was accepted
        boolean dropped = store.isDropped(key);
        if (!dropped && accepted.confirmed(key)) {
            return Response.accepted(body(key.eventId(), found))
                    .type(MediaType.APPLICATION_JSON)
                    .header(HttpHeaders.RETRY_AFTER, 1)
                    .build();
        }
        return ProblemMappers.response(Problem.of(
                dropped ? 410 : 404,
                dropped ? "EXPIRED" : "UNKNOWN_EVENT",
                dropped ? "The verdict is no longer here" : "The event is not known here",
                dropped
                        ? "read it from the verdicts topic, or have the event judged again with POST /v1/score"
                        : "post the event first; for an event sent another way, ask with 'wait'",
                Optional.empty()));
    }

    private static byte[] body(String eventId, List<StoredVerdict> verdicts) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes(("{\"eventId\":" + Json.text(eventId) + ",\"verdicts\":[").getBytes(StandardCharsets.UTF_8));
        for (int i = 0; i < verdicts.size(); i++) {
            if (i > 0) {
                body.write(',');
            }
            body.writeBytes(verdicts.get(i).body());
        }
        body.writeBytes("]}".getBytes(StandardCharsets.UTF_8));
        return body.toByteArray();
    }

    private Duration patience(@Nullable String wait) {
        if (wait == null) {
            return Duration.ZERO;
        }
        try {
            double seconds = Double.parseDouble(wait);
            if (seconds >= 0 && seconds <= waitMax.toSeconds()) {
                return Duration.ofMillis((long) (seconds * 1000));
            }
        } catch (NumberFormatException e) {
            throw badWait(e);
        }
        throw badWait(new IllegalArgumentException("out of range"));
    }

    private ProblemException badWait(Exception cause) {
        ProblemException problem =
                ProblemException.invalid("'wait' is a number of seconds from 0 to " + waitMax.toSeconds());
        problem.initCause(cause);
        return problem;
    }
}
