package io.plumbline.loadtests.stub;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** What the stub does in the model's place. */
@ConfigMapping(prefix = "plumbline.stub")
public interface StubConfig {
    /** How long each answer takes; the thread sleeps, it computes nothing. */
    @WithDefault("0s")
    Duration work();

    /** While this file exists, an answer that begins with {@code HOLD} waits. */
    Optional<Path> hold();

    /**
     * If this file exists, an answer that begins with {@code ALLOCATE} deletes it and asks for more memory than there is: the
     * first attempt fails, later ones find the memory they need.
     */
    Optional<Path> allocate();
}
