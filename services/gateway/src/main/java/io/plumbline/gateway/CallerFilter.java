package io.plumbline.gateway;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/**
 * Refuses callers without a credential before their body is read, if credentials are configured: a key, or a token of the issuer. Health
 * and metrics are no resources of ours and stay open.
 */
public class CallerFilter {
    private static final String BEARER = "Bearer ";

    private final ApiKeys keys;
    private final JwtCallers tokens;
    private final Caller caller;

    public CallerFilter(ApiKeys keys, JwtCallers tokens, Caller caller) {
        this.keys = keys;
        this.tokens = tokens;
        this.caller = caller;
    }

    /** @return nothing, which lets the request pass, or the refusal */
    @ServerRequestFilter(priority = Priorities.AUTHENTICATION)
    public Uni<Response> filter(ContainerRequestContext request) {
        if (!keys.required() && !tokens.required()) {
            return pass();
        }
        Optional<String> bearer = Optional.ofNullable(request.getHeaderString(HttpHeaders.AUTHORIZATION))
                .filter(value -> value.regionMatches(true, 0, BEARER, 0, BEARER.length()))
                .map(value -> value.substring(BEARER.length()).strip());
        Optional<String> key = bearer.or(() -> Optional.ofNullable(request.getHeaderString(ApiKeys.HEADER)));
        Optional<String> tenant = key.flatMap(keys::tenant);
        if (tenant.isPresent()) {
            caller.isOf(tenant.get());
            return pass();
        }
        if (bearer.isEmpty() || !tokens.required()) {
            return Uni.createFrom().item(ProblemMappers.response(unknown().problem()));
        }
        // off the event loop: the issuer's keys may have to be fetched
        return Uni.createFrom()
                .item(() -> tokens.tenant(bearer.get()))
                .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
                .invoke(caller::isOf)
                .flatMap(found -> pass())
                .onFailure(ProblemException.class)
                .recoverWithItem(refusal -> ProblemMappers.response(refusal.problem()));
    }

    private static Uni<Response> pass() {
        return Uni.createFrom().nullItem();
    }

    private ProblemException unknown() {
        return ProblemException.unauthenticated(
                tokens.required()
                        ? "send a token of the configured issuer, or a key this gateway knows, as 'Authorization: Bearer ...'"
                        : "send a key this gateway knows, as 'Authorization: Bearer KEY' or as '" + ApiKeys.HEADER
                                + ": KEY'");
    }
}
