package io.plumbline.stages;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.scoring.profile.Profile;
import io.plumbline.scoring.profile.ProfileCodec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProfileAgeTest {
    private static final Instant MADE = Instant.parse("2026-05-01T00:00:00Z");
    private static final Clock TEN_DAYS_LATER = Clock.fixed(Instant.parse("2026-05-11T00:00:00Z"), ZoneOffset.UTC);
    private static final double TEN_DAYS = 10 * 86_400;

    @TempDir
    Path directory = Path.of("");

    private static double seconds(ProfileAge age) {
        return age.seconds(TEN_DAYS_LATER);
    }

    @Test
    void theSettingsCountThenTheFileAndABundledProfileHasNoAge() throws Exception {
        Profile bundled = ProfileRegistry.load(Optional.empty()).find(Optional.empty());
        assertThat(seconds(ProfileAge.of(bundled.name(), Optional.empty(), Optional.empty(), Optional.empty())))
                .isNaN();
        assertThat(seconds(ProfileAge.of(
                        bundled.name(), Optional.empty(), Optional.empty(), Optional.of(LocalDate.of(2026, 5, 1)))))
                .isEqualTo(TEN_DAYS);

        Path file = Files.writeString(directory.resolve("mine.json"), ProfileCodec.write(bundled));
        Files.setLastModifiedTime(file, FileTime.from(MADE));
        assertThat(seconds(ProfileAge.of(
                        bundled.name(), Optional.of(file.toString()), Optional.empty(), Optional.empty())))
                .isEqualTo(TEN_DAYS);
        assertThat(seconds(ProfileAge.of(
                        bundled.name(), Optional.of(bundled.name()), Optional.of(directory), Optional.empty())))
                .as("by its name, from a folder")
                .isEqualTo(TEN_DAYS);
        assertThat(seconds(ProfileAge.of("other", Optional.empty(), Optional.of(directory), Optional.empty())))
                .isNaN();
    }
}
