package io.plumbline.stages.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.stages.Pace;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ReplayPaceTest {
    private final AtomicLong clock = new AtomicLong();
    private final List<Duration> waits = new ArrayList<>();

    private static ReplayItem at(int second) {
        return new ReplayItem(0, second, Optional.of(Instant.ofEpochSecond(second)), new byte[0]);
    }

    @Test
    void gapsAreAsLoggedDividedByTheSpeed() {
        ReplayPace pace = new ReplayPace(Pace.of(Double.POSITIVE_INFINITY), Optional.of(10.0), clock::get, wait -> {
            waits.add(wait);
            clock.addAndGet(wait.toNanos());
        });
        pace.await(at(100));
        pace.await(at(110));
        // the model took half a second: the next gap is shorter by that
        clock.addAndGet(Duration.ofMillis(500).toNanos());
        pace.await(at(120));
        pace.await(at(115));
        pace.await(new ReplayItem(0, 1, Optional.empty(), new byte[0]));
        assertThat(waits).containsExactly(Duration.ofSeconds(1), Duration.ofMillis(500));
    }

    @Test
    void aSpeedIsPositive() {
        assertThatThrownBy(() -> ReplayPace.of(1, Optional.of(0.0))).hasMessageContaining("needed above 0");
    }
}
