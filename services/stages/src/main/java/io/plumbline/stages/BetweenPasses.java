package io.plumbline.stages;

import java.time.Duration;

/** What a long piece of work asks between two of its passes, on the thread that runs it. */
public interface BetweenPasses {
    /** Lets go first what must not wait for the whole of the work. @return how long that took */
    Duration giveWay();

    /** Whether to stop. */
    boolean stopping();
}
