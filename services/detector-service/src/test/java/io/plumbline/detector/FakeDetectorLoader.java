package io.plumbline.detector;

import io.plumbline.model.CharSpan;
import io.plumbline.model.Environment;
import io.plumbline.model.ErrorCode;
import io.plumbline.model.HeadId;
import io.plumbline.model.PlumblineException;
import io.plumbline.prompt.PromptTemplate;
import io.plumbline.prompt.RagExample;
import io.plumbline.scoring.AbstentionReason;
import io.plumbline.scoring.DetectionOutcome;
import io.plumbline.scoring.Detector;
import io.plumbline.scoring.FlaggedSpan;
import io.plumbline.scoring.Label;
import io.plumbline.scoring.ScoreExplanation;
import io.plumbline.scoring.Verdict;
import io.plumbline.scoring.profile.Artifacts;
import io.plumbline.scoring.profile.DriftReference;
import io.plumbline.scoring.profile.Profile;
import io.plumbline.scoring.profile.ProfileBuilder;
import io.plumbline.scoring.profile.ProfileKind;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/**
 * A detector that does what the answer says: {@code FAIL}, {@code SLOW} (50 ms), {@code HOLD} (until released). Beside its own
 * profile it has {@code mild}, which flags nothing, and {@code broken}, which never judges.
 */
@Singleton
public class FakeDetectorLoader implements DetectorLoader {
    private static final String HASH = "0".repeat(64);
    private static final Environment ENVIRONMENT = new Environment("fake", "cpu", "float32", 1, "none");
    private static final Artifacts ARTIFACTS = new Artifacts(HASH, HASH, HASH);
    private static final Profile PROFILE = profile("fake");

    private static Profile profile(String name) {
        return new ProfileBuilder(name, ProfileKind.REDEEP, ARTIFACTS, PromptTemplate.STRICT)
                .token(Profile.zero(ARTIFACTS, new HeadId(0, 0), 0, 512).token())
                // calibrated on probabilities from 0 to 1, and then it always says the same
                .drift(new DriftReference(Map.of(
                        "probability",
                        IntStream.range(0, DriftReference.POINTS)
                                .mapToObj(i -> i / (DriftReference.POINTS - 1.0))
                                .toList())))
                .build();
    }

    final AtomicInteger failures = new AtomicInteger();
    final AtomicBoolean hold = new AtomicBoolean();

    @Override
    public Loaded load() {
        return new Loaded(new Fake(PROFILE), ENVIRONMENT, Optional.empty(), () -> {});
    }

    @Override
    public Candidate profile(Loaded loaded, String name) {
        if (!Set.of("fake", "mild", "broken").contains(name)) {
            throw new PlumblineException(ErrorCode.UNKNOWN_PROFILE, "no profile " + name);
        }
        return new Candidate(new Fake(profile(name)), ENVIRONMENT);
    }

    private final class Fake implements Detector {
        private final Profile profile;

        Fake(Profile profile) {
            this.profile = profile;
        }

        @Override
        public Profile profile() {
            return profile;
        }

        @Override
        public DetectionOutcome detect(RagExample example) {
            if (profile.name().equals("broken")) {
                throw new PlumblineException(ErrorCode.ENGINE_FAILURE, "made up");
            }
            if (!example.hasContext()) {
                return new DetectionOutcome.Abstained(AbstentionReason.NO_CONTEXT, "no passages");
            }
            if (example.response().startsWith("FAIL")) {
                failures.incrementAndGet();
                throw new PlumblineException(ErrorCode.ENGINE_FAILURE, "made up");
            }
            if (example.response().startsWith("SLOW")) {
                sleep(50);
            }
            while (example.response().startsWith("HOLD") && hold.get()) {
                sleep(10);
            }
            boolean flags = profile.name().equals("fake");
            CharSpan all = new CharSpan(0, example.response().length());
            return new DetectionOutcome.Scored(new Verdict(
                    flags ? Label.HALLUCINATED : Label.SUPPORTED,
                    flags ? 0.9 : 0.1,
                    0.5,
                    2,
                    !flags ? List.of() : List.of(new FlaggedSpan(all, 0.9, List.of("LOW_CONTEXT_USE"), List.of())),
                    List.of(),
                    10,
                    6,
                    3,
                    1,
                    List.of(),
                    new ScoreExplanation(List.of(), List.of())));
        }
    }

    private static void sleep(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
