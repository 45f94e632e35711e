package io.plumbline.gateway;

import io.opentelemetry.context.Context;
import io.plumbline.model.ErrorCode;
import io.plumbline.model.PlumblineException;
import io.plumbline.schemas.RecordHeaders;
import io.plumbline.stages.ScorePort;
import io.plumbline.stages.tracing.TraceHeaders;
import io.quarkus.arc.DefaultBean;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.eclipse.microprofile.rest.client.inject.RestClient;

/** Scores in a detector service; gives way to a detector in this process. */
@DefaultBean
@ApplicationScoped
public class RestScorePort implements ScorePort {
    /** Time for the way there and back, on top of the caller's patience. */
    private static final Duration TRANSPORT = Duration.ofSeconds(2);

    private final DetectorClient detector;

    public RestScorePort(@RestClient DetectorClient detector) {
        this.detector = detector;
    }

    @Override
    public CompletableFuture<byte[]> score(byte[] event, Duration patience) {
        // of the caller's span, which is current
        Map<String, String> trace = TraceHeaders.values(Context.current());
        return detector.score(
                        patience.toMillis(), trace.get(RecordHeaders.TRACE_PARENT), trace.get("tracestate"), event)
                .map(response -> response.readEntity(byte[].class))
                .ifNoItem()
                .after(patience.plus(TRANSPORT))
                .failWith(() -> new PlumblineException(
                        ErrorCode.TIMEOUT, "the detector did not answer within " + patience + "; try again later"))
                .onFailure(failure -> !(failure instanceof PlumblineException))
                .transform(RestScorePort::translate)
                .subscribeAsCompletionStage();
    }

    private static PlumblineException translate(Throwable failure) {
        if (failure instanceof WebApplicationException web) {
            Response response = web.getResponse();
            return switch (response.getStatus()) {
                case 503 -> new PlumblineException(ErrorCode.BUSY, "the detector has no capacity now", failure);
                case 504 -> new PlumblineException(ErrorCode.TIMEOUT, "the detector was not in time", failure);
                default ->
                    new PlumblineException(
                            ErrorCode.ENGINE_FAILURE,
                            "the detector answered with status " + response.getStatus(),
                            failure);
            };
        }
        return new PlumblineException(
                ErrorCode.MODEL_NOT_REACHABLE,
                "no detector answers at plumbline.detector.url; start one or set the address",
                failure);
    }
}
