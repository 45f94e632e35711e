package io.plumbline.stages.replay;

import io.plumbline.model.CharSpan;
import io.plumbline.model.Environment;
import io.plumbline.prompt.RagExample;
import io.plumbline.schemas.EventCodec;
import io.plumbline.schemas.GenerationEvent;
import io.plumbline.schemas.Passage;
import io.plumbline.schemas.Source;
import io.plumbline.scoring.DetectionOutcome;
import io.plumbline.scoring.Detector;
import io.plumbline.scoring.FlaggedSpan;
import io.plumbline.scoring.Label;
import io.plumbline.scoring.ScoreExplanation;
import io.plumbline.scoring.Verdict;
import io.plumbline.scoring.profile.Profile;
import io.plumbline.stages.DetectStage;
import io.plumbline.stages.RetryPolicy;
import io.plumbline.stages.Samples;
import io.plumbline.stages.ScoringIdentity;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** Made-up events, and a stage that judges them by a function. */
final class Log {
    private static final EventCodec CODEC = new EventCodec();
    static final Environment HERE = new Environment("java-test", "cpu", "float32", 1, "none");

    private Log() {}

    /** Event {@code i}: one of three applications, two answers to each document. */
    static byte[] event(int i) {
        return CODEC.encode(GenerationEvent.of(
                        "e" + i,
                        Optional.of("Why?"),
                        List.of(Passage.of("p1", ("passage " + i / 2 + " of the document ").repeat(100))),
                        "answer " + i)
                .withSource(new Source(Optional.of("app" + i % 3), Optional.empty())));
    }

    static Path write(Path file, int events) throws IOException {
        try (OutputStream out = Files.newOutputStream(file)) {
            for (int i = 0; i < events; i++) {
                out.write(event(i));
                out.write('\n');
            }
        }
        return file;
    }

    /** Number of an event. */
    static int number(RagExample example) {
        return Integer.parseInt(example.id().substring(1));
    }

    /** @param quantile makes the profile another one, with another id */
    static ReplayScorer scorer(double quantile, ToDoubleFunction<RagExample> probability) {
        Profile profile = Samples.profile(Map.of("score", Collections.nCopies(Samples.EVENLY.size(), quantile)));
        DetectStage stage = new DetectStage(
                new ByFunction(profile, probability), ScoringIdentity.of(profile, HERE), RetryPolicy.DEFAULT, false);
        return ReplayScorer.of(stage, Optional.empty());
    }

    private record ByFunction(Profile profile, ToDoubleFunction<RagExample> probability) implements Detector {
        @Override
        public DetectionOutcome detect(RagExample example) {
            double p = probability.applyAsDouble(example);
            CharSpan all = new CharSpan(0, example.response().length());
            return new DetectionOutcome.Scored(new Verdict(
                    p >= 0.5 ? Label.HALLUCINATED : Label.SUPPORTED,
                    p,
                    0.5,
                    p,
                    p >= 0.5 ? List.of(new FlaggedSpan(all, p, List.of("UNATTRIBUTED"), List.of())) : List.of(),
                    List.of(),
                    10,
                    6,
                    3,
                    1,
                    List.of(),
                    new ScoreExplanation(List.of(), List.of())));
        }
    }
}
