package io.plumbline.cli;

import io.plumbline.scoring.profile.Profile;
import io.plumbline.stages.ProfileRegistry;
import java.util.Optional;
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
        return found(profile);
    }

    /** Another profile for the same traffic. */
    Profile profile(String name) {
        return found(Optional.of(name));
    }

    private Profile found(Optional<String> name) {
        Profile found = ProfileRegistry.load(Optional.empty()).find(name);
        return prevalence.map(found::atPrevalence).orElse(found);
    }
}
