package io.plumbline.detector;

import io.plumbline.channels.Outlet;
import io.plumbline.detector.ResultRecords.Destination;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.MutinyEmitter;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.OnOverflow;

/** Writes what became of an event, each record by itself: delivery at least once. */
@ApplicationScoped
public class ResultPublisher {
    private final ResultRecords records;
    private final Map<Destination, MutinyEmitter<byte[]>> emitters;

    public ResultPublisher(
            @Channel("detector-verdicts-out")
                    @OnOverflow(value = OnOverflow.Strategy.BUFFER, bufferSize = Outlet.BUFFER)
                    MutinyEmitter<byte[]> verdicts,
            @Channel("detector-mitigation-requests-out")
                    @OnOverflow(value = OnOverflow.Strategy.BUFFER, bufferSize = Outlet.BUFFER)
                    MutinyEmitter<byte[]> mitigationRequests,
            @Channel("detector-dead-letters-out")
                    @OnOverflow(value = OnOverflow.Strategy.BUFFER, bufferSize = Outlet.BUFFER)
                    MutinyEmitter<byte[]> deadLetters,
            Config config) {
        this.records = new ResultRecords(config);
        this.emitters = Map.of(
                Destination.VERDICTS, verdicts,
                Destination.MITIGATION_REQUESTS, mitigationRequests,
                Destination.DEAD_LETTERS, deadLetters);
    }

    /** Completes with what was published once the brokers have acknowledged all of it; fails after bounded retries. */
    Uni<RecordDetection.Judged> publish(RecordDetection.Judged judged) {
        ResultRecords.Written written = records.of(judged);
        List<Uni<Void>> sends = written.records().entrySet().stream()
                .map(record -> Outlet.send(emitter(record.getKey()), record.getValue()))
                .toList();
        return Uni.join().all(sends).andFailFast().replaceWith(written.judged());
    }

    private MutinyEmitter<byte[]> emitter(Destination destination) {
        return Objects.requireNonNull(emitters.get(destination), "no channel for " + destination);
    }
}
