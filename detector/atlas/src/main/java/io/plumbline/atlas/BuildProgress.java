package io.plumbline.atlas;

import java.time.Duration;

/** Told how far a build has come: {@code start} once, then one of the others after each pass, in tokens. */
public interface BuildProgress {
    /** So many tokens at most will be run. */
    void start(long tokens);

    /**
     * A pass is done.
     *
     * @param stage what is being measured, for people
     */
    void advance(String stage, long tokens);

    /** A pass need not run: an earlier one, perhaps of an earlier run, is kept. */
    void skip(long tokens);

    /**
     * A family, or the knock-outs, came to an end.
     *
     * @param time that passed; little where everything was kept
     */
    default void finished(String family, Duration time) {}

    /** Says nothing. */
    static BuildProgress quiet() {
        return new BuildProgress() {
            @Override
            public void start(long tokens) {}

            @Override
            public void advance(String stage, long tokens) {}

            @Override
            public void skip(long tokens) {}
        };
    }
}
