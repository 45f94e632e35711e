package io.plumbline.ingest;

import io.plumbline.schemas.GenerationEvent;
import io.plumbline.schemas.Passage;
import java.time.Instant;
import java.util.List;

/** What a span is to us. */
public sealed interface Finding {
    /** Trace it belongs to. */
    String traceId();

    /**
     * A model answered.
     *
     * @param spanId of the span
     * @param start when the question went out: what was retrieved later is not what the answer stands on
     * @param events one for each text the model gave, with the context that the span itself holds
     */
    record Chat(String traceId, String spanId, Instant start, List<GenerationEvent> events) implements Finding {
        public Chat {
            events = List.copyOf(events);
        }
    }

    /**
     * Something was retrieved.
     *
     * @param start when the search began
     * @param passages with their text
     */
    record Retrieval(String traceId, String spanId, Instant start, List<Passage> passages) implements Finding {
        public Retrieval {
            passages = List.copyOf(passages);
        }
    }

    /** A chat or a retrieval whose content was not captured: the sender's setting, nothing to judge. */
    record WithoutContent(String traceId) implements Finding {}

    /** Anything else. */
    record Other(String traceId) implements Finding {}
}
