package io.plumbline.gateway;

import io.plumbline.ingest.Finding;
import io.plumbline.ingest.IngestException;
import io.plumbline.ingest.JoinLimits;
import io.plumbline.ingest.Otlp;
import io.plumbline.ingest.Span;
import io.plumbline.ingest.SpanReader;
import io.plumbline.ingest.TraceJoiner;
import io.plumbline.ingest.TraceJoiner.Joined;
import io.plumbline.stages.MetricNames;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.Startup;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Phaser;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;

/**
 * Takes spans in, lets answers wait for what was retrieved for them, and publishes them. What waits is in memory, bounded
 * by {@link GatewayConfig.OtlpLimits}; when the process ends in order, all of it is published with what is there.
 */
@Startup
@ApplicationScoped
public class OtlpIntake {
    private static final Logger LOG = Logger.getLogger(OtlpIntake.class);

    private static final Duration TICK = Duration.ofMillis(250);
    private static final Duration FIRST_BACK_OFF = Duration.ofMillis(200);
    private static final Duration LONGEST_BACK_OFF = Duration.ofSeconds(5);
    /** After the first attempt; about six seconds. */
    private static final int REDACTION_RETRIES = 5;

    private static final Duration PUBLISH_AT_SHUTDOWN = Duration.ofSeconds(10);
    /** Before the connector closes. */
    private static final int EARLY = 100;

    private final TraceJoiner joiner;
    private final GenerationIntake intake;
    private final GatewayMetrics metrics;
    private final int unpublishedMax;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "plumbline-join");
        thread.setDaemon(true);
        return thread;
    });
    /** One party for this bean and one for each event on its way to the brokers. */
    private final Phaser publishing = new Phaser(1);

    public OtlpIntake(GenerationIntake intake, GatewayMetrics metrics, GatewayConfig config) {
        GatewayConfig.OtlpLimits limits = config.otlp();
        joiner = new TraceJoiner(
                new JoinLimits(limits.tracesMax(), limits.bytesMax(), limits.joinPatience(), limits.ageMax()));
        this.intake = intake;
        this.metrics = metrics;
        unpublishedMax = limits.unpublishedMax();
        metrics.gauge(MetricNames.GATEWAY_JOIN_TRACES, joiner::traces);
        metrics.gauge(MetricNames.GATEWAY_JOIN_SIZE_BYTES, joiner::bytes);
        metrics.gauge(MetricNames.GATEWAY_JOIN_UNPUBLISHED_EVENTS, this::unpublished);
        ScheduledFuture<?> unused =
                timer.scheduleWithFixedDelay(this::publishDue, TICK.toMillis(), TICK.toMillis(), TimeUnit.MILLISECONDS);
    }

    /**
     * What came of a request.
     *
     * @param events answers in it
     * @param malformed spans that could not be read
     */
    record Receipt(int events, int malformed) {}

    /** Whether more events than allowed wait for the broker; then no request is taken in. */
    boolean full() {
        return unpublished() >= unpublishedMax;
    }

    private int unpublished() {
        return publishing.getRegisteredParties() - 1;
    }

    /** @param published run once for each answer, when the broker has it or it was refused for good */
    Receipt accept(Otlp.Batch batch, String tenant, Runnable published) {
        List<Finding> findings = new ArrayList<>();
        Set<String> roots = new HashSet<>();
        int malformed = batch.malformed();
        int events = 0;
        for (Span span : batch.spans()) {
            try {
                Finding finding = SpanReader.read(span);
                metrics.span(name(finding), 1);
                findings.add(finding);
                events += finding instanceof Finding.Chat chat ? chat.events().size() : 0;
            } catch (IngestException e) {
                LOG.debugf("span %s of trace %s: %s", span.spanId(), span.traceId(), e.getMessage());
                malformed++;
            }
            if (span.root()) {
                roots.add(span.traceId());
            }
        }
        metrics.span("MALFORMED", malformed);
        TraceJoiner.Offered offered = joiner.offer(tenant, findings, roots, Instant.now(), published);
        metrics.span("REPETITION", offered.repetitions());
        offered.left().forEach(this::publish);
        return new Receipt(events, malformed);
    }

    private static String name(Finding finding) {
        if (finding instanceof Finding.Chat) {
            return "CHAT";
        }
        if (finding instanceof Finding.Retrieval) {
            return "RETRIEVAL";
        }
        return finding instanceof Finding.WithoutContent ? "WITHOUT_CONTENT" : "OTHER";
    }

    private void publishDue() {
        try {
            joiner.due(Instant.now()).forEach(this::publish);
        } catch (RuntimeException e) {
            LOG.error("the join window could not be looked through; it is tried again", e);
        }
    }

    private void publish(Joined joined) {
        metrics.join(joined.exit().name());
        publishing.register();
        intake.accept(joined.event(), TraceParent.of(joined.traceParent()))
                .onFailure(failure -> ProblemException.hasCode(failure, ProblemException.BROKER_UNAVAILABLE))
                .retry()
                .withBackOff(FIRST_BACK_OFF, LONGEST_BACK_OFF)
                .indefinitely()
                // what a redactor asks may be away for a moment, but one that cannot do this very event never will
                .onFailure(failure -> ProblemException.hasCode(failure, ProblemException.REDACTION_FAILED))
                .retry()
                .withBackOff(FIRST_BACK_OFF, LONGEST_BACK_OFF)
                .atMost(REDACTION_RETRIES)
                .onTermination()
                .invoke(publishing::arriveAndDeregister)
                .subscribe()
                .with(receipt -> joined.published().run(), failure -> {
                    LOG.warnf("event %s was refused: %s", joined.event().id(), failure.getMessage());
                    joined.published().run();
                });
    }

    void stop(@Observes @Priority(EARLY) ShutdownEvent event) throws InterruptedException {
        timer.shutdownNow();
        joiner.drain().forEach(this::publish);
        try {
            publishing.awaitAdvanceInterruptibly(
                    publishing.arrive(), PUBLISH_AT_SHUTDOWN.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            LOG.errorf("%d events from spans could not be published before the end", unpublished());
        }
    }
}
