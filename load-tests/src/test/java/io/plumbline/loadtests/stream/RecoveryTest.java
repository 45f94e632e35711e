package io.plumbline.loadtests.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.loadtests.stream.Samples.Sample;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class RecoveryTest {
    /** One event a second; none answered from 10 s to 22 s, then three a second. */
    private static List<Sample> samples(double to) {
        List<Sample> samples = new ArrayList<>();
        for (int second = 0; second <= to; second++) {
            int answered = second <= 10 ? second : second <= 22 ? 10 : Math.min(second, 10 + 3 * (second - 22));
            samples.add(new Sample(second, second, answered, OptionalLong.empty()));
        }
        return samples;
    }

    @Test
    void countsFromTheEndOfTheFault() {
        Recovery recovery = Recovery.of("made up", 10.5, 20.5, samples(60));
        assertThat(recovery.firstAnswer()).hasValue(2.5);
        // 10 + 3 n >= 22 + n - 2
        assertThat(recovery.caughtUp()).hasValue(6.5);
        assertThat(recovery.mostOpen()).isEqualTo(12);
    }

    @Test
    void whatDidNotComeIsSaid() {
        Recovery recovery = Recovery.of("made up", 10.5, 20.5, samples(22));
        assertThat(recovery.firstAnswer()).isEmpty();
        assertThat(recovery.caughtUp()).isEmpty();
    }
}
