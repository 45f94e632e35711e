package io.plumbline.loadtests.stub;

import io.plumbline.detector.DetectorLoader;
import io.plumbline.model.Environment;
import io.plumbline.model.HeadId;
import io.plumbline.prompt.PromptTemplate;
import io.plumbline.scoring.profile.Artifacts;
import io.plumbline.scoring.profile.Profile;
import io.plumbline.scoring.profile.ProfileBuilder;
import io.plumbline.scoring.profile.ProfileKind;
import jakarta.inject.Singleton;
import java.util.Optional;

/** Puts {@link StubDetector} in the place of model and profile. */
@Singleton
public class StubDetectorLoader implements DetectorLoader {
    private static final String HASH = "0".repeat(64);
    private static final Artifacts ARTIFACTS = new Artifacts(HASH, HASH, HASH);
    private static final int TOKENS_MAX = 512;

    private final StubConfig config;

    public StubDetectorLoader(StubConfig config) {
        this.config = config;
    }

    @Override
    public Loaded load() {
        Profile profile = new ProfileBuilder("stub", ProfileKind.REDEEP, ARTIFACTS, PromptTemplate.STRICT)
                .token(Profile.zero(ARTIFACTS, new HeadId(0, 0), 0, TOKENS_MAX).token())
                .build();
        return new Loaded(
                new StubDetector(profile, config),
                new Environment("stub", "cpu", "float32", 1, "none"),
                Optional.empty(),
                () -> {});
    }
}
