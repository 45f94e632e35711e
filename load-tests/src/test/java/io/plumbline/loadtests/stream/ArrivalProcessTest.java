package io.plumbline.loadtests.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.loadtests.stream.ArrivalProcess.Burst;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ArrivalProcessTest {
    private static final Duration LENGTH = Duration.ofSeconds(100);

    @Test
    void aSeedFixesEveryArrival() {
        long[] first = new ArrivalProcess(20, Optional.empty(), 7).arrivals(LENGTH);
        assertThat(new ArrivalProcess(20, Optional.empty(), 7).arrivals(LENGTH)).isEqualTo(first);
        assertThat(new ArrivalProcess(20, Optional.empty(), 8).arrivals(LENGTH)).isNotEqualTo(first);
        assertThat(first).isSorted();
        assertThat(first[first.length - 1]).isLessThan(LENGTH.toNanos());
    }

    /** Mean and variance of the counts of a second are the rate. */
    @Test
    void aSteadyProcessIsPoisson() {
        double[] counts = perSecond(new ArrivalProcess(20, Optional.empty(), 1));
        double mean = Arrays.stream(counts).average().orElseThrow();
        double variance = Arrays.stream(counts)
                .map(c -> (c - mean) * (c - mean))
                .average()
                .orElseThrow();
        // four standard errors: sqrt(20/100) and 20 sqrt(2/100)
        assertThat(mean).isCloseTo(20, within(1.8));
        assertThat(variance).isCloseTo(20, within(11.4));
    }

    @Test
    void aBurstIsTenfoldInItsWindowOnly() {
        Burst burst = new Burst(Duration.ofSeconds(20), Duration.ofSeconds(30), 10);
        double[] counts = perSecond(new ArrivalProcess(20, Optional.of(burst), 1));
        double inside = Arrays.stream(counts, 20, 30).average().orElseThrow();
        double outside = (Arrays.stream(counts).sum() - 10 * inside) / 90;
        assertThat(inside).isCloseTo(200, within(18.0));
        assertThat(outside).isCloseTo(20, within(1.9));
    }

    @Test
    void refusesWhatIsNoRate() {
        assertThatThrownBy(() -> new ArrivalProcess(0, Optional.empty(), 1)).hasMessageContaining("rate 0.0");
        assertThatThrownBy(() -> new Burst(Duration.ofSeconds(2), Duration.ofSeconds(1), 10))
                .hasMessageContaining("not a burst");
    }

    private static double[] perSecond(ArrivalProcess process) {
        double[] counts = new double[(int) LENGTH.toSeconds()];
        for (long nanos : process.arrivals(LENGTH)) {
            counts[(int) (nanos / 1_000_000_000)]++;
        }
        return counts;
    }
}
