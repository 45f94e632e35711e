package io.plumbline.stages.erase;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.plumbline.schemas.Ids;
import io.plumbline.schemas.Source;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * What is to go: one answer, or everything of a tenant. A record is known by what its body says; where a body cannot be read, by its
 * key and by the name standing in it, unless it names another tenant: what may be meant goes.
 */
public final class ErasureTarget {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern TENANT = Pattern.compile("\"tenant\"\\s*:\\s*\"([^\"]*)\"");

    private final String tenant;
    private final Optional<String> eventId;

    /**
     * What is to go.
     *
     * @param tenant whose
     * @param eventId the answer; empty for everything of the tenant
     */
    public ErasureTarget(String tenant, Optional<String> eventId) {
        this.tenant = Objects.requireNonNull(tenant, "tenant is null");
        this.eventId = Objects.requireNonNull(eventId, "eventId is null");
        // the name of a tenant is checked there
        Source unused = new Source(Optional.empty(), Optional.of(tenant));
        if (eventId.filter(String::isBlank).isPresent()) {
            throw new IllegalArgumentException("an id is not blank");
        }
    }

    /** What stands for it in records about its erasure. */
    public String subject() {
        return Ids.erasureSubject(tenant, eventId);
    }

    /** {@code EVENT} or {@code TENANT}. */
    public String scope() {
        return eventId.isPresent() ? "EVENT" : "TENANT";
    }

    boolean matches(ConsumerRecord<byte[], byte[]> record) {
        byte[] body = record.value() == null ? new byte[0] : record.value();
        JsonNode tree = tree(body);
        Optional<String> id =
                text(tree.path("eventId")).or(() -> text(tree.path("id"))).or(() -> text(tree.at("/generation/id")));
        if (id.isEmpty()) {
            return mayBeMeant(record, new String(body, StandardCharsets.UTF_8));
        }
        String owner = text(tree.path("tenant"))
                .or(() -> text(tree.at("/source/tenant")))
                .or(() -> text(tree.at("/generation/source/tenant")))
                .or(() -> text(tree.at("/verdict/tenant")))
                .orElse(Source.DEFAULT_TENANT);
        return owner.equals(tenant)
                && eventId.filter(wanted -> !wanted.equals(id.get())).isEmpty();
    }

    private boolean mayBeMeant(ConsumerRecord<byte[], byte[]> record, String body) {
        Matcher named = TENANT.matcher(body);
        Optional<String> owner = named.find() ? Optional.of(named.group(1)) : Optional.empty();
        if (owner.filter(other -> !other.equals(tenant)).isPresent()) {
            return false;
        }
        return eventId.map(id -> isKey(record, id) || body.contains('"' + id + '"'))
                .orElseGet(owner::isPresent);
    }

    /** Whether the mark of a dead letter that is no longer there may be meant: all it holds is a key. */
    boolean matchesMark(ConsumerRecord<byte[], byte[]> mark) {
        return eventId.map(id -> isKey(mark, id)).orElse(true);
    }

    private static boolean isKey(ConsumerRecord<byte[], byte[]> record, String id) {
        return record.key() != null && new String(record.key(), StandardCharsets.UTF_8).equals(id);
    }

    private static Optional<String> text(JsonNode node) {
        return node.isTextual() ? Optional.of(node.asText()) : Optional.empty();
    }

    private static JsonNode tree(byte[] body) {
        try {
            return Optional.ofNullable(JSON.readTree(body)).orElseGet(JSON::missingNode);
        } catch (IOException e) {
            return JSON.missingNode();
        }
    }
}
