package io.plumbline.schemas;

import java.util.List;
import java.util.Optional;

/**
 * The judgement of one profile on one generation; {@code verdict-event.schema.json}. Equal runs give equal bytes: what
 * differs between runs (timings, attempt, host, trace) travels in record headers.
 *
 * @param schemaVersion see {@link Event#schemaVersion}
 * @param verdictId see {@link Ids#verdictId}
 * @param eventId id of the generation
 * @param tenant of the generation
 * @param profileName name of the profile that judged, or was asked to
 * @param profileId SHA-256 of the canonical profile; empty only if the profile is unknown
 * @param modelHash SHA-256 of the scoring model's weights
 * @param tokenizerHash SHA-256 of its tokenizer definition
 * @param calibrationHash SHA-256 of the canonical calibration
 * @param outcome what came of it
 * @param warnings in the order they arose
 */
public record VerdictEvent(
        String schemaVersion,
        String verdictId,
        String eventId,
        String tenant,
        String profileName,
        Optional<String> profileId,
        Optional<String> modelHash,
        Optional<String> tokenizerHash,
        Optional<String> calibrationHash,
        Outcome outcome,
        List<Warning> warnings)
        implements Event {

    public VerdictEvent {
        Checks.sha256("verdictId", verdictId);
        Checks.eventId(eventId);
        Checks.tenant(tenant);
        Checks.notEmpty("profileName", profileName);
        profileId.ifPresent(hash -> Checks.sha256("profileId", hash));
        modelHash.ifPresent(hash -> Checks.sha256("modelHash", hash));
        tokenizerHash.ifPresent(hash -> Checks.sha256("tokenizerHash", hash));
        calibrationHash.ifPresent(hash -> Checks.sha256("calibrationHash", hash));
        warnings = List.copyOf(warnings);
        boolean named = profileId.isPresent() && modelHash.isPresent() && tokenizerHash.isPresent();
        if (outcome instanceof Outcome.Scored && !named) {
            throw new IllegalArgumentException("a SCORED verdict names its profile, model and tokenizer by hash");
        }
    }

    @Override
    public String key() {
        return eventId;
    }
}
