package io.plumbline.cli;

import io.plumbline.scoring.profile.Profile;
import io.plumbline.stages.ProfileRegistry;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** Which profile judges, and traffic with how many hallucinated answers. */
final class ProfileOptions {
    @Option(
            names = "--profile",
            description = "name, id or file of the profile (default: the first bundled one, smollm2-135m-ensemble)")
    private Optional<String> profile = Optional.empty();

    @Option(
            names = "--prevalence",
            paramLabel = "SHARE",
            description = {
                "share of these answers that is believed to be hallucinated, such as 0.05: probabilities are corrected for it,",
                "what is flagged stays (default: the share in the profile's calibration answers)"
            })
    private Optional<Double> prevalence = Optional.empty();

    Profile profile() {
        return found(ProfileRegistry.load(Optional.empty()), profile);
    }

    /** The profile, and one beside it for the same traffic. */
    List<Profile> with(Optional<String> other) {
        ProfileRegistry registry = ProfileRegistry.load(Optional.empty());
        return Stream.concat(Stream.of(profile), other.map(Optional::of).stream())
                .map(name -> found(registry, name))
                .toList();
    }

    private Profile found(ProfileRegistry registry, Optional<String> name) {
        Profile found = registry.find(name);
        return prevalence.map(found::atPrevalence).orElse(found);
    }
}
