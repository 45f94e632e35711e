package io.plumbline.gateway;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.Span;
import io.plumbline.schemas.Topics;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.apache.kafka.common.header.Header;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.Test;

/** With tracing on: a caller's trace goes on into the record, through a span of the gateway. */
@QuarkusTest
@TestProfile(Surroundings.Channels.class)
@WithTestResource(Surroundings.class)
class TracingTest {
    private static final String TRACE = "c".repeat(32);

    private final String surroundings =
            ConfigProvider.getConfig().getValue("plumbline.test.surroundings", String.class);

    @Test
    void aTraceGoesOnIntoTheRecord() throws Exception {
        given().contentType(ContentType.JSON)
                .header("traceparent", "00-" + TRACE + "-" + "d".repeat(16) + "-01")
                .body("{\"id\":\"traced\",\"passages\":[],\"response\":\"r\"}")
                .post("/v1/generations")
                .then()
                .statusCode(202);
        List<String> headers = java.util.stream.StreamSupport.stream(
                        Kafka.read(Topics.GENERATIONS, "traced")
                                .get(0)
                                .headers()
                                .headers("traceparent")
                                .spliterator(),
                        false)
                .map(Header::value)
                .map(value -> new String(value, UTF_8))
                .toList();
        // the connector appends its own to the caller's: of equal headers the last counts
        String last = headers.get(headers.size() - 1);
        assertThat(last).startsWith("00-" + TRACE + "-").doesNotContain("d".repeat(16));
        String producer = last.substring(36, 52);
        assertThat(exported()).contains(producer);
    }

    /** Ids of the gateway's spans of the trace, once the producer's is among them. */
    private List<String> exported() throws Exception {
        for (int i = 0; i < 600; i++) {
            List<String> ids = Surroundings.kept(surroundings, "/own/v1/traces").stream()
                    .flatMap(fields -> spans(Base64.getDecoder().decode(fields[5])).stream())
                    .filter(span -> hex(span.getTraceId()).equals(TRACE))
                    .map(span -> hex(span.getSpanId()))
                    .toList();
            if (ids.size() >= 2) {
                return ids;
            }
            Thread.sleep(100);
        }
        throw new AssertionError("no span came");
    }

    private static List<Span> spans(byte[] body) {
        try {
            return ExportTraceServiceRequest.parseFrom(body).getResourceSpansList().stream()
                    .flatMap(resource -> resource.getScopeSpansList().stream())
                    .flatMap(scope -> scope.getSpansList().stream())
                    .toList();
        } catch (com.google.protobuf.InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
    }

    private static String hex(com.google.protobuf.ByteString bytes) {
        return HexFormat.of().formatHex(bytes.toByteArray());
    }
}
