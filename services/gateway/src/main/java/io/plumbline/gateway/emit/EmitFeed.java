package io.plumbline.gateway.emit;

import io.plumbline.ingest.VerdictTelemetry.Target;
import io.plumbline.schemas.EventCodec;
import io.plumbline.schemas.EventException;
import io.plumbline.schemas.RecordHeaders;
import io.plumbline.schemas.VerdictEvent;
import io.plumbline.stages.tracing.TraceHeaders;
import io.smallrye.reactive.messaging.kafka.api.IncomingKafkaRecordMetadata;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import org.eclipse.microprofile.reactive.messaging.Acknowledgment;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;

/**
 * Reads verdicts to tell others of them; one group over all gateways, so that each is told once, or again after a failure. A record
 * is acknowledged when every target took it or was given up. What is no verdict is passed over: the gateway's own view
 * counts it.
 */
@ApplicationScoped
public class EmitFeed {
    private final EventCodec codec = new EventCodec();
    private final VerdictTargets targets;
    private final Semaphore room;
    /** One thread: it holds reading up while too many verdicts are on their way. */
    private final Executor reader = Executors.newSingleThreadExecutor(work -> {
        Thread thread = new Thread(work, "plumbline-emit");
        thread.setDaemon(true);
        return thread;
    });

    public EmitFeed(VerdictTargets targets, EmitConfig config) {
        this.targets = targets;
        room = new Semaphore(config.inFlightMax());
    }

    @Incoming("gateway-emit-verdicts-in")
    @Acknowledgment(Acknowledgment.Strategy.MANUAL)
    public CompletionStage<Void> read(Message<byte[]> message) {
        return CompletableFuture.runAsync(() -> take(message), reader);
    }

    private void take(Message<byte[]> message) {
        if (isTold(message)) {
            CompletionStage<Void> unused = message.ack();
            return;
        }
        byte[] body = Optional.ofNullable(message.getPayload()).orElseGet(() -> new byte[0]);
        VerdictEvent verdict;
        try {
            verdict = codec.decode(VerdictEvent.class, body);
        } catch (EventException e) {
            CompletionStage<Void> unused = message.ack();
            return;
        }
        try {
            room.acquire();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        CompletableFuture<Void> unused = targets.tell(
                        verdict, body, Target.ofEvent(verdict.eventId()).or(() -> target(message)))
                .whenComplete((done, failure) -> room.release())
                .thenCompose(done -> message.ack());
    }

    /** Whether others were told of it where it lay before an erasure moved it. */
    private static boolean isTold(Message<byte[]> message) {
        return message.getMetadata(IncomingKafkaRecordMetadata.class)
                .map(record -> record.getHeaders().lastHeader(RecordHeaders.MOVED_DONE))
                .isPresent();
    }

    /** The sender's span, which is the record's own context only where none of ours lies between. */
    private static Optional<Target> target(Message<byte[]> message) {
        return message.getMetadata(IncomingKafkaRecordMetadata.class)
                .flatMap(record -> TraceHeaders.text(record.getHeaders(), RecordHeaders.CALLER_TRACE_PARENT)
                        .or(() -> TraceHeaders.text(record.getHeaders(), RecordHeaders.TRACE_PARENT)))
                .flatMap(Target::of);
    }
}
