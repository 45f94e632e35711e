package io.plumbline.detector;

import io.plumbline.model.Environment;
import io.plumbline.scoring.Detector;

/** Brings up what scores; takes seconds to minutes. One for each service. */
public interface DetectorLoader {
    /**
     * A detector and what it runs on.
     *
     * @param detector scores; used by one thread at a time
     * @param environment what its bits depend on
     * @param resources closed once nothing scores any more
     */
    record Loaded(Detector detector, Environment environment, AutoCloseable resources) {}

    /**
     * Loads model and profile.
     *
     * @throws io.plumbline.model.PlumblineException when that is not possible; tried again if its code is retriable
     */
    Loaded load();
}
