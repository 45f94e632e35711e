package io.plumbline.stages.erase;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;

/**
 * What was done with one record; holds no text of it and no id.
 *
 * @param time when
 * @param done whether it was erased; else it would be
 * @param subject see {@link ErasureTarget#subject}
 * @param topic where it lay
 * @param partition of the topic
 * @param offset in the partition
 * @param bytes of its value
 */
public record ErasureLine(
        Instant time, boolean done, String subject, String topic, int partition, long offset, int bytes) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** One line of JSON, without a line break. */
    public String toJson() {
        ObjectNode node = JSON.createObjectNode();
        node.put("time", time.toString());
        node.put("action", done ? "ERASED" : "WOULD_ERASE");
        node.put("subject", subject);
        node.put("record", topic + "/" + partition + ":" + offset);
        node.put("bytes", bytes);
        try {
            return JSON.writeValueAsString(node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of texts can always be written", e);
        }
    }
}
