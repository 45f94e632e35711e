package io.plumbline.stages;

import io.plumbline.model.ErrorCode;
import io.plumbline.model.PlumblineException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How old the numbers of a profile are. A profile does not state a date, so that equal calibrations give equal profiles; the age is
 * from the day that the settings name, else from the last change of the profile's file. A bundled profile has no age: it is
 * as old as the release, and was not made from the traffic that it judges.
 *
 * @param profile its name
 * @param made when it was calibrated; empty where nothing says so
 */
public record ProfileAge(String profile, Optional<Instant> made) {
    public ProfileAge {
        Objects.requireNonNull(profile, "profile is null");
        Objects.requireNonNull(made, "made is null");
    }

    /**
     * The age of a profile that was found as {@link ProfileRegistry#find} does.
     *
     * @param profile its name
     * @param asked as it was asked for
     * @param directory of further profiles
     * @param stated the day that the settings name
     * @throws PlumblineException {@code INVALID_INPUT} if a file can no longer be read
     */
    public static ProfileAge of(
            String profile, Optional<String> asked, Optional<Path> directory, Optional<LocalDate> stated) {
        Optional<Instant> made =
                stated.map(day -> day.atStartOfDay(ZoneOffset.UTC).toInstant());
        try {
            if (made.isEmpty() && asked.filter(name -> name.endsWith(".json")).isPresent()) {
                Path file = Path.of(asked.get());
                made = Files.isRegularFile(file) ? Optional.of(changed(file)) : Optional.empty();
            }
            if (made.isEmpty() && directory.isPresent()) {
                made = changed(directory.get(), profile);
            }
        } catch (IOException e) {
            throw new PlumblineException(
                    ErrorCode.INVALID_INPUT, "cannot read when the profile " + profile + " was made", e);
        }
        return new ProfileAge(profile, made);
    }

    private static Optional<Instant> changed(Path directory, String profile) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.filter(one -> one.toString().endsWith(".json"))
                    .sorted()
                    .toList()) {
                if (ProfileRegistry.ofFile(file).name().equals(profile)) {
                    return Optional.of(changed(file));
                }
            }
            return Optional.empty();
        }
    }

    private static Instant changed(Path file) throws IOException {
        return Files.getLastModifiedTime(file).toInstant();
    }

    /** Seconds; NaN where nothing says when it was made. */
    public double seconds(Clock clock) {
        return made.map(at -> Duration.between(at, clock.instant()).toMillis() / 1e3)
                .orElse(Double.NaN);
    }
}
