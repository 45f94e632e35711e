package io.plumbline.gateway.redaction;

import io.plumbline.schemas.GenerationEvent;

/**
 * Takes out of an event what must not be stored. Every CDI bean of this type is asked, in the order of
 * {@link jakarta.annotation.Priority}, for each event that is about to be published, from whatever door.
 *
 * <p>An implementation is a function: the same event gives the same one again, else its repetition would be taken for another event. Equal
 * values become equal placeholders and different ones different, else an answer no longer stands on its passage, or seems to. Throwing
 * keeps the event from being published: the caller is told that it was not taken in.
 */
public interface Redactor {
    /** @return the event with the same id and tenant */
    Redaction redact(GenerationEvent event);
}
