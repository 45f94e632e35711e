package io.plumbline.schemas;

import java.util.List;
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
 * @param strategy whose candidate was taken, with its version; the preset's name if none was
 * @param decision what became of it
 * @param reason why it was declined or failed, for programs; empty if accepted
 * @param detail why, for a person
 * @param author the model that wrote the candidates: not the one whose answer was flagged
 * @param profileId by which answers and candidates were judged
 * @param presetId strategies, budgets, seeds and the rule of acceptance
 * @param attempts every candidate, in the order of the preset's strategies; at most 16
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
        Optional<MitigationReason> reason,
        String detail,
        Optional<String> author,
        Optional<String> profileId,
        Optional<String> presetId,
        List<MitigationAttempt> attempts,
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
        attempts = List.copyOf(attempts);
        profileId.ifPresent(id -> Checks.sha256("profileId", id));
        presetId.ifPresent(id -> Checks.sha256("presetId", id));
        if (decision.equals(MitigationDecision.ACCEPTED) && after.isEmpty()) {
            throw new IllegalArgumentException("an accepted mitigation has an answer");
        }
    }

    @Override
    public String key() {
        return eventId;
    }
}
