package io.plumbline.schemas;

import java.util.Optional;

/**
 * What a mitigation strategy made of a flagged answer; {@code mitigation-event.schema.json}.
 *
 * @param schemaVersion see {@link Event#schemaVersion}
 * @param mitigationId see {@link Ids#mitigationId}
 * @param requestId the request that led to this
 * @param verdictId the verdict that flagged the answer
 * @param eventId id of the generation
 * @param tenant of the generation
 * @param strategy name of the strategy, with its version
 * @param decision what became of it
 * @param detail why, for a person
 * @param before the answer as it was
 * @param after the candidate; empty if none was written
 */
public record MitigationEvent(
        String schemaVersion,
        String mitigationId,
        String requestId,
        String verdictId,
        String eventId,
        String tenant,
        String strategy,
        MitigationDecision decision,
        String detail,
        Answer before,
        Optional<Answer> after)
        implements Event {

    public MitigationEvent {
        Checks.sha256("mitigationId", mitigationId);
        Checks.sha256("requestId", requestId);
        Checks.sha256("verdictId", verdictId);
        Checks.eventId(eventId);
        Checks.tenant(tenant);
        Checks.notEmpty("strategy", strategy);
        if (decision.equals(MitigationDecision.ACCEPTED) && after.isEmpty()) {
            throw new IllegalArgumentException("an accepted mitigation has an answer");
        }
    }

    @Override
    public String key() {
        return eventId;
    }
}
