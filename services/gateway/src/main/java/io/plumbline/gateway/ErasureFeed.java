package io.plumbline.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.plumbline.schemas.Ids;
import io.plumbline.stages.audit.AuditEvent;
import io.smallrye.common.annotation.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Predicate;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.jboss.logging.Logger;

/**
 * Lets this gateway forget what was erased from the topics, as the audit topic tells. The events there name a hash; what it is the
 * hash of is found among the names held here.
 */
@ApplicationScoped
public class ErasureFeed {
    private static final Logger LOG = Logger.getLogger(ErasureFeed.class);

    private final ObjectMapper json = new ObjectMapper();
    private final VerdictStore store;
    private final AcceptedGenerations accepted;

    public ErasureFeed(VerdictStore store, AcceptedGenerations accepted) {
        this.store = store;
        this.accepted = accepted;
    }

    @Incoming("gateway-audit-in")
    @Blocking
    public void read(byte[] body) {
        JsonNode event;
        try {
            event = json.readTree(body);
        } catch (IOException e) {
            LOG.warn("passed over an unreadable audit event");
            return;
        }
        String subject = event.at("/details/subject").asText();
        if (event.path("action").asText().equals(AuditEvent.Action.ERASED.name()) && !subject.isEmpty()) {
            boolean one = event.at("/details/scope").asText().equals("EVENT");
            Predicate<GenerationKey> erased =
                    key -> Ids.erasureSubject(key.tenant(), one ? Optional.of(key.eventId()) : Optional.empty())
                            .equals(subject);
            accepted.forget(erased);
            int forgotten = store.forget(erased);
            if (forgotten > 0) {
                LOG.infof("forgot %d generations that were erased", forgotten);
            }
        }
    }
}
