package io.plumbline.mitigator;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.plumbline.channels.RecordTrace;
import io.plumbline.schemas.Topics;
import io.plumbline.stages.MitigationResult;
import io.plumbline.stages.Rejection;
import io.plumbline.stages.tracing.Tracing;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class MitigationSpansTest {
    private static final Duration TOOK = Duration.ofMillis(10);
    private static final Duration LENT = Duration.ofMillis(20);

    private final KeptSpans spans = new KeptSpans();

    @Test
    void theWorkBeginsWhereTheWaitEndsAlsoWhenItGaveWay() throws Exception {
        try (Tracing tracing = Tracing.with(OpenTelemetrySdk.builder()
                .setTracerProvider(SdkTracerProvider.builder()
                        .addSpanProcessor(SimpleSpanProcessor.create(spans))
                        .build())
                .build())) {
            RecordTrace trace = new RecordTrace(
                    tracing, new ConsumerRecord<>(Topics.MITIGATION_REQUESTS, 0, 0, new byte[0], new byte[0]));
            // longer ago than all of the work, so that there is a wait
            Thread.sleep(100);
            Rejection rejection = new Rejection("INTERNAL", "made up", true);
            MitigationResult result = new MitigationResult(Optional.empty(), Optional.of(rejection), TOOK, LENT);
            new MitigationSpans(tracing, trace, "tiny").ended(result);
        }
        SpanData work = spans.one("mitigate");
        SpanData wait = spans.one("queue wait");
        Duration lasted = Duration.ofNanos(work.getEndEpochNanos() - work.getStartEpochNanos());
        assertThat(lasted).isEqualTo(TOOK.plus(LENT));
        assertThat(wait.getEndEpochNanos()).isEqualTo(work.getStartEpochNanos());
        assertThat(wait.getStartEpochNanos()).isLessThan(wait.getEndEpochNanos());
        assertThat(work.getAttributes().asMap()).containsEntry(MitigationSpans.LENT_MS, LENT.toMillis());
    }

    /** What was exported, in memory. */
    private static final class KeptSpans implements SpanExporter {
        private final List<SpanData> kept = new CopyOnWriteArrayList<>();

        SpanData one(String name) {
            return kept.stream()
                    .filter(span -> span.getName().equals(name))
                    .findFirst()
                    .orElseThrow();
        }

        @Override
        public CompletableResultCode export(Collection<SpanData> spans) {
            kept.addAll(spans);
            return CompletableResultCode.ofSuccess();
        }

        @Override
        public CompletableResultCode flush() {
            return CompletableResultCode.ofSuccess();
        }

        @Override
        public CompletableResultCode shutdown() {
            return CompletableResultCode.ofSuccess();
        }
    }
}
