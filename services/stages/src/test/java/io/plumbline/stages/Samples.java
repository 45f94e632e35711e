package io.plumbline.stages;

import io.plumbline.model.CharSpan;
import io.plumbline.model.Environment;
import io.plumbline.model.HeadId;
import io.plumbline.prompt.PromptTemplate;
import io.plumbline.prompt.RagExample;
import io.plumbline.schemas.CanonicalJson;
import io.plumbline.schemas.EventCodec;
import io.plumbline.schemas.GenerationEvent;
import io.plumbline.schemas.Passage;
import io.plumbline.scoring.DetectionOutcome;
import io.plumbline.scoring.Detector;
import io.plumbline.scoring.Evidence;
import io.plumbline.scoring.FlaggedSpan;
import io.plumbline.scoring.Label;
import io.plumbline.scoring.ScoreExplanation;
import io.plumbline.scoring.Verdict;
import io.plumbline.scoring.profile.Artifacts;
import io.plumbline.scoring.profile.DriftReference;
import io.plumbline.scoring.profile.Profile;
import io.plumbline.scoring.profile.ProfileBuilder;
import io.plumbline.scoring.profile.ProfileKind;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Small hand-made parts that the tests share. */
public final class Samples {
    static final String HASH = "0".repeat(64);
    static final Profile PROFILE = Profile.zero(new Artifacts(HASH, HASH, HASH), new HeadId(0, 0), 0, 512);
    static final ScoringIdentity IDENTITY =
            ScoringIdentity.of(PROFILE, new Environment("java-test", "cpu", "float32", 1, "none"));
    /** Quantiles of a signal that runs evenly from 0 to 1. */
    public static final List<Double> EVENLY = IntStream.range(0, DriftReference.POINTS)
            .mapToObj(i -> i / (DriftReference.POINTS - 1.0))
            .toList();

    private static final EventCodec CODEC = new EventCodec();

    private Samples() {}

    /** A profile whose verdicts have the signals {@code ecs} and {@code pks}, and such a drift reference. */
    public static Profile profile(Map<String, List<Double>> quantiles) {
        return new ProfileBuilder("p", ProfileKind.REDEEP, new Artifacts(HASH, HASH, HASH), PromptTemplate.STRICT)
                .token(PROFILE.token())
                .drift(new DriftReference(quantiles))
                .build();
    }

    /** A detector that answers from a function. */
    record FakeDetector(Function<RagExample, DetectionOutcome> answer) implements Detector {
        @Override
        public Profile profile() {
            return PROFILE;
        }

        @Override
        public DetectionOutcome detect(RagExample example) {
            return answer.apply(example);
        }
    }

    static ReceivedGeneration received(String id, String passage, String response) {
        return received(GenerationEvent.of(id, Optional.of("Why?"), List.of(Passage.of("p1", passage)), response));
    }

    static ReceivedGeneration received(GenerationEvent event) {
        return new ReceivedGeneration(event, CanonicalJson.hash(CODEC.encode(event)), Optional.empty());
    }

    static DetectionOutcome flagged(CharSpan span, CharSpan evidence) {
        Evidence read = new Evidence("p1", evidence, 0.5, List.of(new HeadId(3, 1)));
        return new DetectionOutcome.Scored(new Verdict(
                Label.HALLUCINATED,
                0.75,
                0.5,
                1.0,
                List.of(new FlaggedSpan(span, 0.8, List.of("LOW_CONTEXT_USE"), List.of(read))),
                List.of(),
                20,
                8,
                5,
                1,
                List.of(),
                new ScoreExplanation(List.of(), List.of())));
    }
}
