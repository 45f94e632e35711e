package io.plumbline.stages.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * A record of the audit topic: who did what to what. Holds no text of an event and no id of one, so that it may outlive both.
 *
 * @param time when
 * @param action what was done
 * @param by a person's name, or the host that did it by itself
 * @param details names and values, for example a version and a hash
 */
public record AuditEvent(Instant time, Action action, String by, Map<String, String> details) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int NAME_MAX = 200;

    /** What can be done. */
    public enum Action {
        /** A version of the routing table was written. */
        ROUTING_CHANGED,
        /** A detector judges by it. */
        ROUTING_APPLIED,
        /** A detector does not, and says why. */
        ROUTING_REFUSED,
        /** Records about one event, or one tenant, were erased from a partition. */
        ERASED
    }

    public AuditEvent {
        Objects.requireNonNull(time, "time is null");
        Objects.requireNonNull(action, "action is null");
        if (by.isBlank() || by.length() > NAME_MAX) {
            throw new IllegalArgumentException("who did it is a name of 1 to " + NAME_MAX + " characters");
        }
        details = Map.copyOf(details);
    }

    /** JSON in UTF-8, equal for equal events. */
    public byte[] toJson() {
        ObjectNode node = JSON.createObjectNode();
        node.put("action", action.name());
        node.put("by", by);
        ObjectNode rest = node.putObject("details");
        new TreeMap<>(details).forEach(rest::put);
        node.put("time", time.toString());
        try {
            return JSON.writeValueAsString(node).getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of texts can always be written", e);
        }
    }
}
