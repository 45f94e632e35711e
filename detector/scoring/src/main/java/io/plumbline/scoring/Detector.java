package io.plumbline.scoring;

import io.plumbline.prompt.RagExample;
import io.plumbline.scoring.profile.Profile;

/**
 * Says whether an answer stands on its passages. Equal examples give equal outcomes on equal
 * {@link io.plumbline.model.Environment environments}, whatever was scored before. May be called from several threads; the
 * model runs one pass at a time.
 */
public interface Detector {
    Profile profile();

    /**
     * Scores one answer.
     *
     * @throws io.plumbline.model.PlumblineException when the model fails; a limit of the profile is an
     *     {@link DetectionOutcome.Abstained abstention} instead
     */
    DetectionOutcome detect(RagExample example);
}
