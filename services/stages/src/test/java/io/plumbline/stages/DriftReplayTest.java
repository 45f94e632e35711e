package io.plumbline.stages;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.plumbline.model.Environment;
import io.plumbline.prompt.PromptTemplate;
import io.plumbline.prompt.RagExample;
import io.plumbline.schemas.EventCodec;
import io.plumbline.schemas.GenerationEvent;
import io.plumbline.schemas.Outcome;
import io.plumbline.schemas.Passage;
import io.plumbline.scoring.AbstentionReason;
import io.plumbline.scoring.DetectionOutcome;
import io.plumbline.scoring.Detector;
import io.plumbline.scoring.DriftSignals;
import io.plumbline.scoring.Label;
import io.plumbline.scoring.ScoreExplanation;
import io.plumbline.scoring.TokenScore;
import io.plumbline.scoring.Verdict;
import io.plumbline.scoring.feature.Feature;
import io.plumbline.scoring.feature.FeatureKind;
import io.plumbline.scoring.feature.WordNovelty;
import io.plumbline.scoring.profile.Artifacts;
import io.plumbline.scoring.profile.DriftReference;
import io.plumbline.scoring.profile.Profile;
import io.plumbline.scoring.profile.ProfileBuilder;
import io.plumbline.scoring.profile.ProfileKind;
import io.plumbline.scoring.profile.Scaling;
import io.plumbline.scoring.profile.TokenRule;
import io.plumbline.scoring.profile.TokenTerm;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Events through the stage to the gauges: calibration traffic, then the same kind of traffic, then a retriever gone wrong. */
class DriftReplayTest {
    private static final EventCodec CODEC = new EventCodec();
    private static final int TOPICS = 40;
    private static final int WORDS_PER_TOPIC = 60;

    /** Answers that copy from their passage and add a word now and then. */
    private static List<GenerationEvent> traffic(String name, int count, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<GenerationEvent> events = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int topic = i % TOPICS;
            List<String> passage = random.ints(random.nextInt(30, 80), 0, WORDS_PER_TOPIC)
                    .mapToObj(word -> "t" + topic + "w" + word)
                    .toList();
            int from = random.nextInt(passage.size() - 20);
            double inventing = 0.4 * random.nextDouble();
            String answer = passage.subList(from, from + random.nextInt(5, 20)).stream()
                    .map(word -> random.nextDouble() < inventing ? "own" + random.nextInt(1000) : word)
                    .collect(Collectors.joining(" "));
            events.add(event(name + i, answer, List.of(Passage.of("p1", String.join(" ", passage)))));
        }
        return events;
    }

    /** The same answers, each with the passage of the next event, which is of another topic. */
    private static List<GenerationEvent> unrelated(List<GenerationEvent> events) {
        return IntStream.range(0, events.size())
                .mapToObj(i -> event(
                        events.get(i).id(),
                        events.get(i).response(),
                        events.get((i + 1) % events.size()).passages()))
                .toList();
    }

    private static GenerationEvent event(String id, String answer, List<Passage> passages) {
        return GenerationEvent.of(id, Optional.of("Why?"), passages, answer);
    }

    /** Judges by words alone: what a text feature says of the answer's words is its signals and its score. */
    private record WordDetector(Profile profile) implements Detector {
        @Override
        public DetectionOutcome detect(RagExample example) {
            if (!example.hasContext()) {
                return new DetectionOutcome.Abstained(AbstentionReason.NO_CONTEXT, "no passages");
            }
            WordNovelty novelty = WordNovelty.of(example);
            List<TokenScore> tokens = novelty.words().stream()
                    .map(word -> new TokenScore(
                            word.span(),
                            word.novel() ? 1 : 0,
                            Map.of(
                                    FeatureKind.NOVEL_WORD,
                                    word.novel() ? 1.0 : 0.0,
                                    FeatureKind.NOVEL_PAIR,
                                    word.novelPair() ? 1.0 : 0.0)))
                    .toList();
            double share = novelty.share();
            int contextTokens =
                    WordNovelty.words(example.passages().get(0).text()).size();
            return new DetectionOutcome.Scored(new Verdict(
                    share >= 0.5 ? Label.HALLUCINATED : Label.SUPPORTED,
                    share,
                    0.5,
                    share - 0.5,
                    List.of(),
                    tokens,
                    contextTokens + 10,
                    contextTokens,
                    tokens.size(),
                    1,
                    List.of(),
                    new ScoreExplanation(List.of(), List.of())));
        }
    }

    private static Profile profile(DriftReference drift) {
        return new ProfileBuilder(
                        "words",
                        ProfileKind.ENSEMBLE,
                        new Artifacts(Samples.HASH, Samples.HASH, Samples.HASH),
                        PromptTemplate.STRICT)
                .token(new TokenRule(
                        List.of(
                                new TokenTerm(Feature.of(FeatureKind.NOVEL_WORD), Scaling.NONE, 1),
                                new TokenTerm(Feature.of(FeatureKind.NOVEL_PAIR), Scaling.NONE, 0)),
                        0,
                        1))
                .drift(drift)
                .build();
    }

    private static DetectStage stage(Profile profile, Consumer<Verdict> observer) {
        return new DetectStage(
                new WordDetector(profile),
                ScoringIdentity.of(profile, new Environment("java-test", "cpu", "float32", 1, "none")),
                RetryPolicy.DEFAULT,
                false,
                observer,
                DetectStage.Guards.none());
    }

    private static Profile calibrated() {
        List<Verdict> verdicts = new ArrayList<>();
        DetectStage stage = stage(profile(DriftReference.NONE), verdicts::add);
        traffic("calibration-", 600, 1).forEach(event -> stage.detect(Samples.received(event)));
        assertThat(verdicts).hasSize(600);
        return profile(DriftSignals.reference(verdicts));
    }

    /** What a scrape shows. */
    private static final class Scrape {
        private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

        Scrape(DriftMonitor monitor) {
            new StageMetrics(registry).watch(monitor);
        }

        double psi(String signal) {
            return registry.get("plumbline.drift.psi")
                    .tags("profile", "words", "signal", signal)
                    .gauge()
                    .value();
        }

        double quantile(String signal, String share) {
            return registry.get("plumbline.drift.quantile")
                    .tags("profile", "words", "signal", signal, "quantile", share)
                    .gauge()
                    .value();
        }

        double answers() {
            return registry.get("plumbline.drift.answers")
                    .tag("profile", "words")
                    .gauge()
                    .value();
        }
    }

    @Test
    void theSameTrafficIsStableAndABrokenRetrieverShowsInTheSignalsItChanges() {
        Profile profile = calibrated();
        DriftMonitor monitor = new DriftMonitor(profile, DriftLimits.DEFAULT);
        Scrape scrape = new Scrape(monitor);
        DetectStage stage = stage(profile, monitor::observe);

        List<GenerationEvent> same = traffic("same-", 500, 2);
        same.subList(0, 99).forEach(event -> stage.detect(Samples.received(event)));
        assertThat(scrape.answers()).isEqualTo(99);
        assertThat(monitor.referenced()).hasSize(6).allSatisfy(signal -> assertThat(scrape.psi(signal))
                .isNaN());

        same.subList(99, 500).forEach(event -> stage.detect(Samples.received(event)));
        assertThat(monitor.referenced())
                .allSatisfy(signal -> assertThat(scrape.psi(signal)).isBetween(0.0, 0.1));
        double usualNovelty = scrape.quantile("novel-word", "0.5");

        // nothing is scored, so nothing is counted
        IntStream.range(0, 300)
                .forEach(i -> assertThat(stage.detect(Samples.received(event("none-" + i, "answer", List.of())))
                                .outcome())
                        .isEqualTo(Outcome.ABSTAINED));
        assertThat(scrape.answers()).isEqualTo(500);
        assertThat(scrape.quantile("novel-word", "0.5")).isEqualTo(usualNovelty);

        unrelated(traffic("broken-", 500, 3)).forEach(event -> stage.detect(Samples.received(event)));
        assertThat(List.of("probability", "score", "novel-word", "novel-pair"))
                .allSatisfy(signal -> assertThat(scrape.psi(signal)).isGreaterThan(0.25));
        // passages and answers are as long as before, and the numbers say so
        assertThat(List.of("response-tokens", "context-tokens"))
                .allSatisfy(signal -> assertThat(scrape.psi(signal)).isLessThan(0.1));
        assertThat(scrape.quantile("novel-word", "0.1")).isGreaterThan(usualNovelty);
    }

    @Test
    void anEqualSequenceGivesEqualNumbersAndWatchingChangesNoVerdict() {
        Profile profile = calibrated();
        DriftMonitor first = new DriftMonitor(profile, DriftLimits.DEFAULT);
        DriftMonitor second = new DriftMonitor(profile, DriftLimits.DEFAULT);
        DetectStage watched = stage(profile, first::observe);
        DetectStage again = stage(profile, second::observe);
        DetectStage bare = stage(profile, verdict -> {});
        for (GenerationEvent event : traffic("e-", 150, 4)) {
            byte[] body = CODEC.encode(
                    watched.detect(Samples.received(event)).verdict().orElseThrow());
            assertThat(body)
                    .isEqualTo(CODEC.encode(
                            bare.detect(Samples.received(event)).verdict().orElseThrow()));
            again.detect(Samples.received(event));
        }
        for (String signal : first.signals()) {
            assertThat(first.stability(signal)).isFinite().isEqualTo(second.stability(signal));
            assertThat(first.quantile(signal, 0.9)).isFinite().isEqualTo(second.quantile(signal, 0.9));
        }
    }
}
