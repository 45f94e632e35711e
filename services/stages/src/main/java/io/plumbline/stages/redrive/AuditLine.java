package io.plumbline.stages.redrive;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What was done with one dead letter; holds ids, never text of an event.
 *
 * @param time when
 * @param action what
 * @param topic dead-letter topic
 * @param dead the letter
 * @param attempt number of this putting back, if it was or would be
 * @param written where it lies now
 * @param change how its body was or would be changed, or why not; empty where it was not to be
 */
public record AuditLine(
        Instant time,
        RedriveAction action,
        String topic,
        DeadRecord dead,
        Optional<Integer> attempt,
        Optional<Written> written,
        Optional<Change> change) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * What a program did to a body; places, never values.
     *
     * @param program its id
     * @param places what differs, as JSON pointers after {@code +} (new), {@code -} (gone) or {@code ~} (another value)
     * @param refusal why it was not changed; empty if it was
     */
    public record Change(String program, List<String> places, Optional<String> refusal) {
        public Change {
            places = List.copyOf(places);
        }
    }

    /** Where a record was put. */
    public record Written(String topic, int partition, long offset) {
        @Override
        public String toString() {
            return topic + "/" + partition + ":" + offset;
        }
    }

    /** One line of JSON, without a line break. */
    public String toJson() {
        ObjectNode node = JSON.createObjectNode();
        node.put("time", time.toString());
        node.put("action", action.name());
        node.put("deadLetter", topic + "/" + dead.place());
        node.put("code", dead.code());
        node.put("key", dead.key());
        dead.origin()
                .ifPresent(origin -> node.put(
                        "origin", new Written(origin.topic(), origin.partition(), origin.offset()).toString()));
        attempt.ifPresent(number -> node.put("attempt", number));
        written.ifPresent(place -> node.put("written", place.toString()));
        change.ifPresent(one -> {
            node.put("transform", one.program());
            if (one.refusal().isPresent()) {
                node.put("refused", one.refusal().get());
            } else {
                one.places().forEach(node.putArray("changed")::add);
            }
        });
        try {
            return JSON.writeValueAsString(node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree can always be written", e);
        }
    }
}
