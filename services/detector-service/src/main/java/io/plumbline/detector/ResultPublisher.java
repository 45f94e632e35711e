package io.plumbline.detector;

import io.plumbline.channels.Outlet;
import io.plumbline.schemas.RecordHeaders;
import io.plumbline.stages.StageResult;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.MutinyEmitter;
import io.smallrye.reactive.messaging.kafka.api.IncomingKafkaRecordMetadata;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.OnOverflow;

/** Writes what became of an event: verdict, mitigation request, dead letter. */
@ApplicationScoped
public class ResultPublisher {
    private final Outlet outlet = new Outlet("/plumbline/detector");
    private final MutinyEmitter<byte[]> verdicts;
    private final MutinyEmitter<byte[]> mitigationRequests;
    private final MutinyEmitter<byte[]> deadLetters;

    /** Where a result's event came from; no record, because bodies are arrays. */
    static final class Context {
        private final IncomingKafkaRecordMetadata<byte[], byte[]> record;
        private final byte[] body;
        private final String environment;
        private final Duration queued;

        /**
         * @param body as it came
         * @param environment what the bits of the verdict depend on
         * @param queued time the event waited before it was scored
         */
        Context(IncomingKafkaRecordMetadata<byte[], byte[]> record, byte[] body, String environment, Duration queued) {
            this.record = record;
            this.body = body;
            this.environment = environment;
            this.queued = queued;
        }
    }

    public ResultPublisher(
            @Channel("detector-verdicts-out")
                    @OnOverflow(value = OnOverflow.Strategy.BUFFER, bufferSize = Outlet.BUFFER)
                    MutinyEmitter<byte[]> verdicts,
            @Channel("detector-mitigation-requests-out")
                    @OnOverflow(value = OnOverflow.Strategy.BUFFER, bufferSize = Outlet.BUFFER)
                    MutinyEmitter<byte[]> mitigationRequests,
            @Channel("detector-dead-letters-out")
                    @OnOverflow(value = OnOverflow.Strategy.BUFFER, bufferSize = Outlet.BUFFER)
                    MutinyEmitter<byte[]> deadLetters) {
        this.verdicts = verdicts;
        this.mitigationRequests = mitigationRequests;
        this.deadLetters = deadLetters;
    }

    /** Completes once the brokers have acknowledged everything; fails after bounded retries. */
    Uni<Void> publish(StageResult result, Context context) {
        List<Uni<Void>> sends = new ArrayList<>();
        result.rejection()
                .ifPresent(rejection -> sends.add(
                        Outlet.send(deadLetters, Outlet.deadLetter(context.record, context.body, rejection))));
        Map<String, String> headers = headers(result, context);
        result.verdict()
                .ifPresent(verdict -> sends.add(Outlet.send(verdicts, outlet.event(verdict, headers, context.record))));
        result.mitigation()
                .ifPresent(request ->
                        sends.add(Outlet.send(mitigationRequests, outlet.event(request, headers, context.record))));
        return Uni.join().all(sends).andFailFast().replaceWithVoid();
    }

    private static Map<String, String> headers(StageResult result, Context context) {
        return Map.of(
                RecordHeaders.ENVIRONMENT,
                context.environment,
                RecordHeaders.ATTEMPT,
                Integer.toString(result.timing().attempts()),
                RecordHeaders.MODEL_MS,
                Long.toString(result.timing().model().toMillis()),
                RecordHeaders.QUEUE_MS,
                Long.toString(context.queued.toMillis()));
    }
}
