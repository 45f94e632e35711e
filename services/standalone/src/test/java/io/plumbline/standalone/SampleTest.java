package io.plumbline.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.schemas.EventCodec;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class SampleTest {
    @Test
    void theBundledTrafficIsValidMixedAndExcludedFromTests() throws IOException {
        List<Sample> samples = Sample.bundled();
        EventCodec codec = new EventCodec();
        assertThat(samples).hasSizeGreaterThanOrEqualTo(40).allSatisfy(sample -> {
            assertThat(codec.encode(sample.event())).isNotEmpty();
            assertThat(sample.hallucinated()).isPresent();
        });
        long bad = samples.stream().filter(s -> s.hallucinated().orElseThrow()).count();
        assertThat(bad).isBetween(15L, samples.size() - 15L);
        List<String> excluded = excluded();
        assertThat(samples)
                .allSatisfy(s -> assertThat(excluded).contains(s.event().id()));
        assertThat(samples.get(0).withId("again").event().id()).isEqualTo("again");
    }

    private static List<String> excluded() throws IOException {
        try (InputStream in = SampleTest.class.getResourceAsStream("/samples/excluded-from-tests.txt")) {
            if (in == null) {
                throw new AssertionError("the list is missing");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        }
    }
}
