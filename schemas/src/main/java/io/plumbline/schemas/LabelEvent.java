package io.plumbline.schemas;

import java.util.List;
import java.util.Optional;

/**
 * What a person says about a verdict; {@code label-event.schema.json}. Of several by one annotator on one verdict the last
 * counts. An equal statement has equal bytes and an equal id.
 *
 * @param schemaVersion see {@link Event#schemaVersion}
 * @param labelId see {@link Ids#labelId}
 * @param verdictId the verdict it is about, and with it the exact text that was judged
 * @param eventId id of the generation
 * @param tenant of the generation
 * @param profileName name of the profile that judged
 * @param profileId SHA-256 of that profile
 * @param verdictLabel what the verdict said; empty if it was not {@code SCORED}
 * @param label what the person says
 * @param spans unsupported words, in order, without overlap; none if supported, or if the person marked none
 * @param annotator who says so: a name or a pseudonym
 * @param comment why
 */
public record LabelEvent(
        String schemaVersion,
        String labelId,
        String verdictId,
        String eventId,
        String tenant,
        String profileName,
        Optional<String> profileId,
        Optional<Label> verdictLabel,
        Label label,
        List<LabelSpan> spans,
        String annotator,
        Optional<String> comment)
        implements Event {

    public LabelEvent {
        Checks.sha256("labelId", labelId);
        Checks.sha256("verdictId", verdictId);
        Checks.eventId(eventId);
        Checks.tenant(tenant);
        Checks.notEmpty("profileName", profileName);
        profileId.ifPresent(hash -> Checks.sha256("profileId", hash));
        Checks.notEmpty("annotator", annotator);
        spans = List.copyOf(spans);
        if (label.equals(Label.SUPPORTED) && !spans.isEmpty()) {
            throw new IllegalArgumentException("an answer that is SUPPORTED has no unsupported spans");
        }
        for (int i = 1; i < spans.size(); i++) {
            if (spans.get(i).start() < spans.get(i - 1).end()) {
                throw new IllegalArgumentException("spans are not in order, or overlap, at " + i);
            }
        }
    }

    /** What a person says about {@code verdict}; the id follows from it. */
    public static LabelEvent of(
            VerdictEvent verdict, Label label, List<LabelSpan> spans, String annotator, Optional<String> comment) {
        String marked = String.join(
                ",", spans.stream().map(span -> span.start() + "-" + span.end()).toList());
        return new LabelEvent(
                CURRENT_VERSION,
                Ids.labelId(verdict.verdictId(), annotator, List.of(label.name(), marked, comment.orElse(""))),
                verdict.verdictId(),
                verdict.eventId(),
                verdict.tenant(),
                verdict.profileName(),
                verdict.profileId(),
                verdict.outcome() instanceof Outcome.Scored scored ? Optional.of(scored.label()) : Optional.empty(),
                label,
                spans,
                annotator,
                comment);
    }

    @Override
    public String key() {
        return eventId;
    }
}
