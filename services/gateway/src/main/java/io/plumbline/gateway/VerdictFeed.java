package io.plumbline.gateway;

import io.plumbline.schemas.EventCodec;
import io.plumbline.schemas.EventException;
import io.plumbline.schemas.VerdictEvent;
import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.jboss.logging.Logger;

/**
 * Fills the {@link VerdictStore} from the verdicts topic. Each gateway reads all partitions in a group of its own and
 * commits nothing: the store is a view. A record that cannot be read is counted, logged by its place and passed over.
 */
@ApplicationScoped
public class VerdictFeed {
    private static final Logger LOG = Logger.getLogger(VerdictFeed.class);

    private final EventCodec codec = new EventCodec();
    private final VerdictStore store;
    private final GatewayMetrics metrics;
    private final MovedVerdicts moved;

    public VerdictFeed(VerdictStore store, GatewayMetrics metrics, GatewayConfig config) {
        this.moved = new MovedVerdicts(config.verdicts().ageMax(), Clock.systemUTC());
        this.store = store;
        this.metrics = metrics;
    }

    @Incoming("gateway-verdicts-in")
    @Blocking
    public void read(ConsumerRecord<String, byte[]> received) {
        if (moved.isOld(received)) {
            return;
        }
        byte[] body = received.value() == null ? new byte[0] : received.value();
        try {
            VerdictEvent verdict = codec.decode(VerdictEvent.class, body);
            store.add(
                    new GenerationKey(verdict.tenant(), verdict.eventId()),
                    new VerdictStore.StoredVerdict(
                            verdict.verdictId(),
                            verdict.profileName(),
                            verdict.profileId(),
                            Instant.ofEpochMilli(received.timestamp()),
                            body));
            metrics.verdict("READ");
        } catch (EventException e) {
            metrics.verdict(e.kind().name());
            LOG.warnf(
                    "passed over an unreadable verdict at %s-%d offset %d: %s",
                    received.topic(), received.partition(), received.offset(), e.getMessage());
        }
    }
}
