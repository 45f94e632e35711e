package io.plumbline.channels;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.prometheus.client.exemplars.DefaultExemplarSampler;
import io.prometheus.client.exemplars.ExemplarSampler;
import io.prometheus.client.exemplars.tracer.common.SpanContextSupplier;
import jakarta.annotation.Priority;
import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Exemplars of histograms name the trace of the span that is current when a value is recorded, if that trace is sampled: one of
 * ours, or with tracing off the caller's. They are in the OpenMetrics exposition only. In the place of Quarkus's producer, which gives
 * none without its own tracing.
 */
@Alternative
@Priority(1)
@Singleton
public class ExemplarProducer {
    @Produces
    @Singleton
    Optional<ExemplarSampler> sampler() {
        return Optional.of(new DefaultExemplarSampler(new CurrentSpan()));
    }

    private static final class CurrentSpan implements SpanContextSupplier {
        @Override
        public @Nullable String getTraceId() {
            return sampled().map(SpanContext::getTraceId).orElse(null);
        }

        @Override
        public @Nullable String getSpanId() {
            return sampled().map(SpanContext::getSpanId).orElse(null);
        }

        @Override
        public boolean isSampled() {
            return sampled().isPresent();
        }

        private static Optional<SpanContext> sampled() {
            SpanContext context = Span.current().getSpanContext();
            return context.isValid() && context.isSampled() ? Optional.of(context) : Optional.empty();
        }
    }
}
