package io.plumbline.mitigator;

import io.plumbline.mitigation.Mitigator;
import io.plumbline.model.Environment;
import io.plumbline.stages.ModelExecutor;

/** Brings up what repairs; takes seconds to minutes. One for each service. */
public interface MitigatorLoader {
    /**
     * A mitigator and what it runs on.
     *
     * @param mitigator repairs; used by one thread at a time, the executor's
     * @param environment what its bits depend on
     * @param executor the door to its device
     * @param resources closed once nothing is repaired any more
     */
    record Loaded(Mitigator mitigator, Environment environment, ModelExecutor executor, AutoCloseable resources) {}

    /**
     * Loads model, profile and preset.
     *
     * @throws io.plumbline.model.PlumblineException when that is not possible; tried again if its code is retriable
     */
    Loaded load();
}
