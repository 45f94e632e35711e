package io.plumbline.schemas;

/**
 * A flagged generation that should be written anew; {@code mitigation-request-event.schema.json}.
 *
 * @param schemaVersion see {@link Event#schemaVersion}
 * @param requestId see {@link Ids#mitigationRequestId}
 * @param generation the event as it was judged
 * @param verdict that flagged it
 */
public record MitigationRequestEvent(
        String schemaVersion, String requestId, GenerationEvent generation, VerdictEvent verdict) implements Event {

    public MitigationRequestEvent {
        Checks.sha256("requestId", requestId);
        if (!generation.id().equals(verdict.eventId()) || !generation.tenant().equals(verdict.tenant())) {
            throw new IllegalArgumentException("the verdict is about another generation");
        }
    }

    @Override
    public String key() {
        return generation.id();
    }

    @Override
    public String tenant() {
        return generation.tenant();
    }
}
