package io.plumbline.gateway;

import jakarta.annotation.Priority;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.ext.Provider;
import java.util.Optional;

/** Refuses callers without a key before their body is read. Health and metrics are no resources of ours and stay open. */
@Provider
@Priority(Priorities.AUTHENTICATION)
public class ApiKeyFilter implements ContainerRequestFilter {
    private final ApiKeys keys;

    public ApiKeyFilter(ApiKeys keys) {
        this.keys = keys;
    }

    @Override
    public void filter(ContainerRequestContext request) {
        boolean known = keys.caller(
                        Optional.ofNullable(request.getHeaderString(HttpHeaders.AUTHORIZATION)),
                        Optional.ofNullable(request.getHeaderString(ApiKeys.HEADER)))
                .isPresent();
        if (keys.required() && !known) {
            request.abortWith(ProblemMappers.response(ProblemException.unauthenticated().problem()));
        }
    }
}
