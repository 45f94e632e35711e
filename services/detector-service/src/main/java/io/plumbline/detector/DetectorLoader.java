package io.plumbline.detector;

import io.plumbline.model.Environment;
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
}
