package io.plumbline.stages.kafka;

import io.plumbline.model.ErrorCode;
import io.plumbline.model.PlumblineException;
import java.time.Duration;

/** Ends a wait for brokers that say nothing though there is more to come. */
final class Silence {
    private static final Duration LONGEST = Duration.ofSeconds(30);

    private long since = System.nanoTime();

    void noted(boolean heard, String topic) {
        if (heard) {
            since = System.nanoTime();
        } else if (System.nanoTime() - since > LONGEST.toNanos()) {
            throw new PlumblineException(
                    ErrorCode.BUSY,
                    "nothing from " + topic + " for " + LONGEST.toSeconds()
                            + " s, though it goes on: are its brokers up?");
        }
    }
}
