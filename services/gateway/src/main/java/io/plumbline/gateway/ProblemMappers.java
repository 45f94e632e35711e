package io.plumbline.gateway;

import io.plumbline.ingest.IngestException;
import io.plumbline.schemas.EventException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Every error leaves as problem+json. */
public final class ProblemMappers {
    private static final int RETRY_AFTER_S = 1;

    @ServerExceptionMapper
    public Response problem(ProblemException exception) {
        return response(exception.problem());
    }

    @ServerExceptionMapper
    public Response event(EventException exception) {
        return response(Problem.of(exception));
    }

    @ServerExceptionMapper
    public Response ingest(IngestException exception) {
        return response(Problem.of(exception));
    }

    @ServerExceptionMapper
    public Response web(WebApplicationException exception) {
        Response original = exception.getResponse();
        if (original.hasEntity() || original.getStatus() < 400) {
            return original;
        }
        Response.StatusType status = original.getStatusInfo();
        return response(Problem.of(
                status.getStatusCode(),
                "HTTP_" + status.getStatusCode(),
                status.getReasonPhrase(),
                "see /q/openapi for what this server understands",
                Optional.empty()));
    }

    static Response response(Problem problem) {
        Response.ResponseBuilder response =
                Response.status(problem.status()).entity(problem).type(Problem.MEDIA_TYPE);
        if (problem.status() == 503) {
            response.header(HttpHeaders.RETRY_AFTER, RETRY_AFTER_S);
        }
        return response.build();
    }
}
