package io.plumbline.stages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PaceTest {
    private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - 1_000_000_000L);
    private final List<Duration> waits = new ArrayList<>();

    private Pace pace(double perSecond) {
        return new Pace(perSecond, clock::get, wait -> {
            waits.add(wait);
            clock.addAndGet(wait.toNanos());
        });
    }

    @Test
    void isEvenAndDoesNotMakeUpForSlowWork() throws Exception {
        Pace pace = pace(10);
        pace.await();
        pace.await();
        clock.addAndGet(Duration.ofMillis(40).toNanos());
        pace.await();
        clock.addAndGet(Duration.ofSeconds(5).toNanos());
        pace.await();
        pace.await();
        assertThat(waits).containsExactly(Duration.ofMillis(100), Duration.ofMillis(60), Duration.ofMillis(100));
    }

    @Test
    void withoutALimitItNeverWaits() throws Exception {
        Pace pace = pace(Double.POSITIVE_INFINITY);
        for (int i = 0; i < 1000; i++) {
            pace.await();
        }
        assertThat(waits).isEmpty();
    }

    @Test
    void aRateIsPositive() {
        assertThatThrownBy(() -> pace(0)).hasMessageContaining("needed above 0");
        assertThatThrownBy(() -> pace(Double.NaN)).isInstanceOf(IllegalArgumentException.class);
    }
}
