package io.plumbline.stages.tracing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.plumbline.model.PlumblineException;
import io.plumbline.schemas.RecordHeaders;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.header.Headers;
import org.junit.jupiter.api.Test;

class TracingTest {
    private static final String TRACE = "a".repeat(32);
    private static final String CALLER = "00-" + TRACE + "-" + "b".repeat(16) + "-01";

    private static Headers headers(String... values) {
        Headers headers = new org.apache.kafka.common.header.internals.RecordHeaders();
        for (String value : values) {
            headers.add(RecordHeaders.TRACE_PARENT, value.getBytes(StandardCharsets.UTF_8));
        }
        return headers;
    }

    private static List<String> all(Headers headers, String name) {
        List<String> values = new ArrayList<>();
        headers.headers(name).forEach(header -> values.add(new String(header.value(), StandardCharsets.UTF_8)));
        return values;
    }

    @Test
    void withoutAnEndpointNoSpanIsMadeAndTheContextGoesOnAsItCame() {
        try (Tracing tracing = Tracing.open("test", Map.of("otel.traces.sampler", "always_on"))) {
            assertThat(tracing.on()).isFalse();
            Headers came = headers("stale", CALLER);
            came.add("tracestate", "vendor=1".getBytes(StandardCharsets.UTF_8));
            Context parent = TraceHeaders.read(came);
            Span span = tracing.span("x", SpanKind.INTERNAL, parent).startSpan();
            assertThat(span.isRecording()).isFalse();
            TraceHeaders.write(came, parent.with(span));
            assertThat(all(came, RecordHeaders.TRACE_PARENT)).containsExactly(CALLER);
            assertThat(all(came, "tracestate")).containsExactly("vendor=1");
        }
    }

    @Test
    void whatIsNoContextIsLeftOut() {
        Context parent = TraceHeaders.read(headers("00-zz-01"));
        Headers out = headers();
        TraceHeaders.write(out, parent);
        TraceHeaders.keepCaller(headers(), out, true);
        assertThat(out.toArray()).isEmpty();
    }

    @Test
    void aSpanStandsInThePlaceOfItsParentAndTheCallerIsRemembered() {
        InMemorySpanExporter spans = InMemorySpanExporter.create();
        try (Tracing tracing = Tracing.with(OpenTelemetrySdk.builder()
                .setTracerProvider(SdkTracerProvider.builder()
                        .addSpanProcessor(SimpleSpanProcessor.create(spans))
                        .build())
                .build())) {
            Headers came = headers(CALLER);
            Span span =
                    RecordSpans.send(tracing, "topic", TraceHeaders.read(came)).startSpan();
            Headers out = headers("left over", "left over");
            TraceHeaders.write(out, Context.root().with(span));
            TraceHeaders.keepCaller(came, out, tracing.on());
            span.end();
            assertThat(all(out, RecordHeaders.TRACE_PARENT))
                    .containsExactly("00-" + TRACE + "-" + span.getSpanContext().getSpanId() + "-01");
            assertThat(all(out, RecordHeaders.CALLER_TRACE_PARENT)).containsExactly(CALLER);
            assertThat(spans.getFinishedSpanItems()).singleElement().satisfies(one -> assertThat(one.getParentSpanId())
                    .isEqualTo("b".repeat(16)));

            Headers next = headers();
            TraceHeaders.keepCaller(out, next, true);
            assertThat(all(next, RecordHeaders.CALLER_TRACE_PARENT))
                    .as("of the first, not of the last")
                    .containsExactly(CALLER);
        }
    }

    @Test
    void anEndpointTurnsItOnAndASwitchOffAgain() {
        Map<String, String> endpoint = Map.of("otel.exporter.otlp.endpoint", "http://127.0.0.1:1");
        try (Tracing tracing = Tracing.open("test", endpoint)) {
            assertThat(tracing.on()).isTrue();
        }
        try (Tracing tracing = Tracing.open(
                "test", Map.of("otel.exporter.otlp.endpoint", "http://127.0.0.1:1", "otel.sdk.disabled", "true"))) {
            assertThat(tracing.on()).isFalse();
        }
        assertThatThrownBy(() -> Tracing.open(
                        "test",
                        Map.of(
                                "otel.exporter.otlp.endpoint",
                                "http://127.0.0.1:1",
                                "otel.exporter.otlp.protocol",
                                "grpc")))
                .isInstanceOf(PlumblineException.class)
                .hasMessageContaining("http/protobuf");
    }
}
