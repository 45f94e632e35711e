package io.plumbline.gateway.redaction;

import io.plumbline.schemas.GenerationEvent;
import java.util.Map;

/**
 * An event after redaction.
 *
 * @param event what is stored and judged
 * @param values how many values of each kind were replaced; one that occurs twice counts once
 */
public record Redaction(GenerationEvent event, Map<String, Integer> values) {
    public Redaction {
        values = Map.copyOf(values);
    }
}
