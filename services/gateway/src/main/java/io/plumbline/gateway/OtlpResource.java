package io.plumbline.gateway;

import io.opentelemetry.proto.collector.logs.v1.ExportLogsPartialSuccess;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceResponse;
import io.opentelemetry.proto.collector.trace.v1.ExportTracePartialSuccess;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.plumbline.ingest.Otlp;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Takes in what exporters of OpenTelemetry send: OTLP over HTTP, in protobuf or JSON, also with gzip. */
@Path("/v1/otlp/v1")
@Tag(name = "otlp", description = "For OTEL_EXPORTER_OTLP_ENDPOINT=http://<gateway>/v1/otlp")
public class OtlpResource {
    private static final String PROTOBUF = "application/x-protobuf";
    private static final String UNREADABLE =
            " could not be read: ids in hexadecimal digits and valid values are expected";

    private final OtlpIntake intake;
    private final Tenants tenants;
    private final int bodyBytesMax;

    public OtlpResource(OtlpIntake intake, Tenants tenants, GatewayConfig config) {
        this.intake = intake;
        this.tenants = tenants;
        bodyBytesMax = config.otlp().bodyBytesMax();
    }

    @POST
    @Path("traces")
    @Blocking
    @Consumes({PROTOBUF, MediaType.APPLICATION_JSON})
    @Operation(
            operationId = "exportTraces",
            summary = "Take in spans",
            description = "Chat spans with the GenAI or OpenInference vocabulary become generations, joined with the"
                    + " retrieval spans of their trace. 200 means that they wait in this process's window, not yet that"
                    + " the broker has them.")
    @APIResponse(
            responseCode = "200",
            description = "ExportTraceServiceResponse; spans that could not be read are told")
    @APIResponse(responseCode = "503", description = "Too many events wait for the broker; exporters send again")
    public Response traces(byte[] body, @Context HttpHeaders headers) {
        Otlp.Encoding encoding = encoding(headers);
        OtlpIntake.Receipt receipt = accept(Otlp.traces(content(body, headers), encoding), headers);
        if (encoding == Otlp.Encoding.JSON) {
            return json(receipt, "rejectedSpans", "spans");
        }
        ExportTraceServiceResponse.Builder response = ExportTraceServiceResponse.newBuilder();
        if (receipt.malformed() > 0) {
            response.setPartialSuccess(ExportTracePartialSuccess.newBuilder()
                    .setRejectedSpans(receipt.malformed())
                    .setErrorMessage(receipt.malformed() + " spans" + UNREADABLE));
        }
        return Response.ok(response.build().toByteArray(), PROTOBUF).build();
    }

    @POST
    @Path("logs")
    @Blocking
    @Consumes({PROTOBUF, MediaType.APPLICATION_JSON})
    @Operation(
            operationId = "exportLogs",
            summary = "Take in log records",
            description = "Events gen_ai.client.inference.operation.details become generations as chat spans do; other"
                    + " records are passed over.")
    @APIResponse(responseCode = "200", description = "ExportLogsServiceResponse")
    @APIResponse(responseCode = "503", description = "Too many events wait for the broker; exporters send again")
    public Response logs(byte[] body, @Context HttpHeaders headers) {
        Otlp.Encoding encoding = encoding(headers);
        OtlpIntake.Receipt receipt = accept(Otlp.logs(content(body, headers), encoding), headers);
        if (encoding == Otlp.Encoding.JSON) {
            return json(receipt, "rejectedLogRecords", "records");
        }
        ExportLogsServiceResponse.Builder response = ExportLogsServiceResponse.newBuilder();
        if (receipt.malformed() > 0) {
            response.setPartialSuccess(ExportLogsPartialSuccess.newBuilder()
                    .setRejectedLogRecords(receipt.malformed())
                    .setErrorMessage(receipt.malformed() + " records" + UNREADABLE));
        }
        return Response.ok(response.build().toByteArray(), PROTOBUF).build();
    }

    private OtlpIntake.Receipt accept(Otlp.Batch batch, HttpHeaders headers) {
        return intake.accept(batch, tenants.of(headers), () -> {});
    }

    private byte[] content(byte[] body, HttpHeaders headers) {
        if (intake.full()) {
            throw new ProblemException(Problem.of(
                    503,
                    "BUSY",
                    "Too many events wait for the broker",
                    "send the same request again",
                    Optional.empty()));
        }
        return RequestBodies.decoded(
                body, Optional.ofNullable(headers.getHeaderString("Content-Encoding")), bodyBytesMax);
    }

    private static Otlp.Encoding encoding(HttpHeaders headers) {
        return MediaType.APPLICATION_JSON_TYPE.isCompatible(headers.getMediaType())
                ? Otlp.Encoding.JSON
                : Otlp.Encoding.PROTOBUF;
    }

    private static Response json(OtlpIntake.Receipt receipt, String field, String what) {
        String body = receipt.malformed() == 0
                ? "{}"
                : "{\"partialSuccess\":{\"" + field + "\":\"" + receipt.malformed() + "\",\"errorMessage\":"
                        + Json.text(receipt.malformed() + " " + what + UNREADABLE) + "}}";
        return Response.ok(body, MediaType.APPLICATION_JSON).build();
    }
}
