package io.plumbline.stages.tracing;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.plumbline.model.ErrorCode;
import io.plumbline.model.PlumblineException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Makes the spans of this process and sends them to a collector; one for each process.
 *
 * <p>Guarantees. Off unless an OTLP endpoint is set: then the SDK is not set up, no span is made, and a span that is asked
 * for stands for its parent, so that the context of a caller goes on as it came. On, spans are sent in batches from a thread of the
 * SDK's own: a collector that is slow or away costs spans (at most 2048 wait, by the SDK's default), never an event. Settings are
 * OpenTelemetry's own ({@code OTEL_EXPORTER_OTLP_ENDPOINT}, {@code OTEL_TRACES_SAMPLER} and so on), but for two: metrics and logs of
 * the SDK are not exported, and the context on the wire is always W3C's. OTLP goes over HTTP, protobuf by default.
 */
public final class Tracing implements AutoCloseable {
    private static final String SCOPE = "io.plumbline";
    private static final String PREFIX = "otel.";
    private static final String DISABLED = "otel.sdk.disabled";

    /** One of these is what turns tracing on. */
    private static final List<String> ENDPOINTS =
            List.of("otel.exporter.otlp.endpoint", "otel.exporter.otlp.traces.endpoint");

    /** How long the last batch may take at the end. */
    private static final long FLUSH_SECONDS = 3;

    private final Optional<OpenTelemetrySdk> sdk;
    private final Tracer tracer;

    private Tracing(Optional<OpenTelemetrySdk> sdk) {
        this.sdk = sdk;
        this.tracer =
                sdk.<OpenTelemetry>map(on -> on).orElseGet(OpenTelemetry::noop).getTracer(SCOPE);
    }

    /** Makes no spans; contexts of others go on. */
    public static Tracing off() {
        return new Tracing(Optional.empty());
    }

    /** Sends to wherever an SDK sends, for example to a list in a test. */
    public static Tracing with(OpenTelemetrySdk sdk) {
        return new Tracing(Optional.of(sdk));
    }

    /**
     * By the process's environment and system properties, and by further settings where those say nothing.
     *
     * @param service {@code service.name} unless set
     * @param further settings under OpenTelemetry's property names; others are passed over
     * @throws PlumblineException {@code INVALID_REQUEST} if the settings cannot be followed
     */
    public static Tracing open(String service, Map<String, String> further) {
        Map<String, String> settings =
                new HashMap<>(Map.of("otel.service.name", service, "otel.exporter.otlp.protocol", "http/protobuf"));
        further.forEach((name, value) -> {
            if (name.startsWith(PREFIX)) {
                settings.put(name, value);
            }
        });
        boolean on = ENDPOINTS.stream().anyMatch(name -> setting(name, settings).isPresent())
                && !setting(DISABLED, settings).map(Boolean::parseBoolean).orElse(false);
        if (!on) {
            return off();
        }
        try {
            return with(AutoConfiguredOpenTelemetrySdk.builder()
                    .addPropertiesSupplier(() -> settings)
                    .addPropertiesCustomizer(
                            config -> Map.of("otel.metrics.exporter", "none", "otel.logs.exporter", "none"))
                    .disableShutdownHook()
                    .build()
                    .getOpenTelemetrySdk());
        } catch (RuntimeException e) {
            throw new PlumblineException(
                    ErrorCode.INVALID_REQUEST,
                    "tracing cannot be set up: " + e.getMessage()
                            + ". Check the settings otel.*; OTLP goes over http/protobuf, by custom on port 4318",
                    e);
        }
    }

    /** As OpenTelemetry looks settings up: system property, environment, then the rest; what is blank is not set. */
    private static Optional<String> setting(String name, Map<String, String> rest) {
        return Optional.ofNullable(System.getProperty(name))
                .or(() -> Optional.ofNullable(
                        System.getenv(name.toUpperCase(Locale.ROOT).replace('.', '_'))))
                .or(() -> Optional.ofNullable(rest.get(name)))
                .filter(value -> !value.isBlank());
    }

    /** Whether spans are made. */
    public boolean on() {
        return sdk.isPresent();
    }

    /** A span that begins now unless it is told otherwise. */
    public SpanBuilder span(String name, SpanKind kind, Context parent) {
        return tracer.spanBuilder(name).setSpanKind(kind).setParent(parent);
    }

    /** Sends what waits, for {@value #FLUSH_SECONDS} seconds at most, and ends. */
    @Override
    public void close() {
        sdk.ifPresent(on -> on.getSdkTracerProvider().shutdown().join(FLUSH_SECONDS, TimeUnit.SECONDS));
    }
}
