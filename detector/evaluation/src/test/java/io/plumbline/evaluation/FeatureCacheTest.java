package io.plumbline.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.model.FloatMatrix;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FeatureCacheTest {
    @Test
    void givesBackWhatItWasGiven(@TempDir Path directory) throws IOException {
        FeatureCache cache = new FeatureCache(directory);
        FeatureCache.Entry entry = new FeatureCache.Entry(
                FloatMatrix.of(2, 3, 1, 2, 3, 4, 5, Float.MIN_VALUE),
                FloatMatrix.of(2, 1, 0.1f, -0f),
                FloatMatrix.of(0, 3));
        assertThat(cache.read("abc")).isEmpty();
        cache.write("abc", entry);
        assertThat(cache.read("abc")).contains(entry);
    }
}
