package io.plumbline.stages;

import io.plumbline.model.Environment;
import io.plumbline.model.Hashes;
import io.plumbline.scoring.profile.Profile;
import io.plumbline.scoring.profile.ProfileCodec;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * What a verdict names as its origin.
 *
 * @param profileName for people
 * @param profileId SHA-256 of the canonical profile
 * @param modelHash SHA-256 of the weights
 * @param tokenizerHash SHA-256 of the tokenizer's definition
 * @param calibrationHash SHA-256 of the two calibrations and the threshold
 * @param environment what else the bits depend on; a header, not part of the body
 */
public record ScoringIdentity(
        String profileName,
        String profileId,
        String modelHash,
        String tokenizerHash,
        String calibrationHash,
        String environment) {
    public ScoringIdentity {
        Objects.requireNonNull(profileName, "profileName is null");
        Objects.requireNonNull(profileId, "profileId is null");
        Objects.requireNonNull(modelHash, "modelHash is null");
        Objects.requireNonNull(tokenizerHash, "tokenizerHash is null");
        Objects.requireNonNull(calibrationHash, "calibrationHash is null");
        Objects.requireNonNull(environment, "environment is null");
    }

    /** The identity of a profile that runs on {@code environment}. */
    public static ScoringIdentity of(Profile profile, Environment environment) {
        String calibration =
                profile.tokenCalibration() + "|" + profile.responseCalibration() + "|" + profile.threshold();
        return new ScoringIdentity(
                profile.name(),
                ProfileCodec.id(profile),
                profile.artifacts().modelSha256(),
                profile.artifacts().tokenizerSha256(),
                Hashes.sha256(calibration.getBytes(StandardCharsets.UTF_8)),
                environment.fingerprint());
    }

    /** Whether a request for {@code asked} means this profile: by name or by id. */
    public boolean isCalled(String asked) {
        return profileName.equals(asked) || profileId.equals(asked);
    }
}
