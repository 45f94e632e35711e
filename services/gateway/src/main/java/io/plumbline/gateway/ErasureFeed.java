package io.plumbline.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.plumbline.schemas.Ids;
import io.plumbline.stages.audit.AuditEvent;
import io.smallrye.common.annotation.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.jboss.logging.Logger;

/**
 * Lets this gateway forget what was erased from the topics, as the audit topic tells. The events there name a hash; what it is the
 * hash of is found among the names held here. Read as far back as verdicts are: what was erased while this gateway was away, or
 * between its fetching a verdict and its taking it in, is not shown either. What was recorded after an erasure stays.
 */
@ApplicationScoped
public class ErasureFeed {
    private static final Logger LOG = Logger.getLogger(ErasureFeed.class);

    private final ObjectMapper json = new ObjectMapper();
    private final RecentErasures erasures;
    private final VerdictStore store;
    private final AcceptedGenerations accepted;

    public ErasureFeed(RecentErasures erasures, VerdictStore store, AcceptedGenerations accepted) {
        this.erasures = erasures;
        this.store = store;
        this.accepted = accepted;
    }

    @Incoming("gateway-audit-in")
    @Blocking
    public void read(ConsumerRecord<byte[], byte[]> received) {
        JsonNode event;
        try {
            event = json.readTree(received.value() == null ? new byte[0] : received.value());
        } catch (IOException e) {
            LOG.warn("passed over an unreadable audit event");
            return;
        }
        String subject = event.at("/details/subject").asText();
        if (event.path("action").asText().equals(AuditEvent.Action.ERASED.name()) && !subject.isEmpty()) {
            boolean one = event.at("/details/scope").asText().equals("EVENT");
            forget(subject, one, Instant.ofEpochMilli(received.timestamp()));
        }
    }

    private void forget(String subject, boolean one, Instant time) {
        if (!erasures.note(subject, time)) {
            return;
        }
        Predicate<GenerationKey> erased =
                key -> Ids.erasureSubject(key.tenant(), one ? Optional.of(key.eventId()) : Optional.empty())
                        .equals(subject);
        accepted.forget(erased, time);
        int forgotten = store.forget(erased, time);
        if (forgotten > 0) {
            LOG.infof("forgot %d generations that were erased", forgotten);
        }
    }
}
