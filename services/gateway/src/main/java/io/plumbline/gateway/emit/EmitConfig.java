package io.plumbline.gateway.emit;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Where verdicts are told, and how patiently. */
@ConfigMapping(prefix = "plumbline.emit")
public interface EmitConfig {
    /** Whether the verdicts topic is read for it. */
    @WithDefault("false")
    boolean enabled();

    Otlp otlp();

    Webhook webhook();

    /** Attempts in all for one target and verdict; then it is counted, logged and given up. */
    @WithDefault("6")
    int attempts();

    /** Pause before the second attempt; doubled before each further one, with jitter. */
    @WithDefault("500ms")
    Duration firstBackOff();

    /** Longest pause. */
    @WithDefault("30s")
    Duration longestBackOff();

    /** Longest wait for an answer. */
    @WithDefault("10s")
    Duration timeout();

    /** Most verdicts on their way; above it the topic is not read further. */
    @WithDefault("64")
    int inFlightMax();

    /** OpenTelemetry: events {@code gen_ai.evaluation.result} and OpenInference carrier spans, OTLP over HTTP. */
    interface Otlp {
        /** Base address, as {@code OTEL_EXPORTER_OTLP_ENDPOINT}: {@code /v1/logs} and {@code /v1/traces} are appended. */
        Optional<URI> endpoint();

        /** Headers of every request, such as a credential. */
        Map<String, String> headers();

        /** Whether evaluation events are sent. */
        @WithDefault("true")
        boolean events();

        /** Whether carrier spans are sent, for verdicts whose answer has a trace. */
        @WithDefault("true")
        boolean carrierSpans();
    }

    /** One address that is told of verdicts, signed as Standard Webhooks are. */
    interface Webhook {
        Optional<URI> url();

        /** {@code whsec_} and Base64, or any text; required with a URL. */
        Optional<String> secret();

        /** What is told: labels of scored verdicts, and ABSTAINED, UNAVAILABLE. */
        @WithDefault("HALLUCINATED")
        Set<String> on();
    }
}
