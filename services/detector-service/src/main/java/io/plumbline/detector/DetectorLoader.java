package io.plumbline.detector;

import io.plumbline.model.Environment;
import io.plumbline.model.ErrorCode;
import io.plumbline.model.PlumblineException;
import io.plumbline.scoring.Detector;
import io.plumbline.stages.ScoringRuntime;
import java.util.Optional;

/** Brings up what scores; takes seconds to minutes. One for each service. */
public interface DetectorLoader {
    /**
     * A detector and what it runs on.
     *
     * @param detector scores; used by one thread at a time
     * @param environment what its bits depend on
     * @param runtime the model behind it, for other stages of this process; empty where there is none
     * @param resources closed once nothing scores any more
     */
    record Loaded(
            Detector detector, Environment environment, Optional<ScoringRuntime> runtime, AutoCloseable resources) {}

    /**
     * Loads model and profile.
     *
     * @throws io.plumbline.model.PlumblineException when that is not possible; tried again if its code is retriable
     */
    Loaded load();

    /**
     * A profile and what it runs on.
     *
     * @param detector scores; used by one thread at a time
     * @param environment what its bits depend on
     */
    record Candidate(Detector detector, Environment environment) {}

    /**
     * Another profile, on the parts that were loaded; files put into the profile directory since are seen.
     *
     * @param name name or id of the profile, never a path
     * @throws io.plumbline.model.PlumblineException {@code UNKNOWN_PROFILE} if it is not here, {@code PROFILE_MISMATCH} if it was
     *     fitted on other parts
     */
    default Candidate profile(Loaded loaded, String name) {
        throw new PlumblineException(
                ErrorCode.UNKNOWN_PROFILE, "no profile " + name + " can be loaded beside the first");
    }
}
