package io.plumbline.stages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.classifier.ScoredToken;
import io.plumbline.classifier.TokenClassifier;
import io.plumbline.model.CharSpan;
import io.plumbline.model.ErrorCode;
import io.plumbline.model.ModelConfig;
import io.plumbline.model.PlumblineException;
import io.plumbline.model.RopeScaling;
import io.plumbline.model.loading.LoadedModel;
import io.plumbline.model.reference.ReferenceModel;
import io.plumbline.model.testkit.ChatMl;
import io.plumbline.model.testkit.TinyLlama;
import io.plumbline.model.testkit.WordTokenizer;
import io.plumbline.model.testkit.onnx.ClassifierDirectory;
import io.plumbline.prompt.Passage;
import io.plumbline.prompt.PromptTemplate;
import io.plumbline.prompt.RagExample;
import io.plumbline.scoring.AbstentionReason;
import io.plumbline.scoring.DetectionOutcome;
import io.plumbline.scoring.ProfileDetector;
import io.plumbline.scoring.TokenScore;
import io.plumbline.scoring.Verdict;
import io.plumbline.scoring.feature.Feature;
import io.plumbline.scoring.feature.FeatureKind;
import io.plumbline.scoring.profile.Artifacts;
import io.plumbline.scoring.profile.Profile;
import io.plumbline.scoring.profile.ProfileBuilder;
import io.plumbline.scoring.profile.ProfileKind;
import io.plumbline.scoring.profile.Scaling;
import io.plumbline.scoring.profile.TokenRule;
import io.plumbline.scoring.profile.TokenTerm;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassifierSignalTest {
    private static final ModelConfig CONFIG =
            new ModelConfig("llama", 2, 32, 4, 2, 8, 48, 61, 600, 1e-5f, 10_000f, new RopeScaling.None(), false, false);

    @TempDir
    Path directory = Path.of("");

    private static float[] aligned(List<ScoredToken> scored, CharSpan... tokens) {
        return ClassifierSignal.aligned(scored, List.of(tokens));
    }

    private static ScoredToken scored(int start, int end, double probability) {
        return new ScoredToken(new CharSpan(start, end), probability);
    }

    @Test
    void aTokenHasTheHighestProbabilityOfThoseItTouches() {
        List<ScoredToken> words = List.of(scored(0, 3, 0.25), scored(4, 9, 0.5), scored(10, 12, 0.125));
        assertThat(aligned(words, new CharSpan(0, 2), new CharSpan(2, 5), new CharSpan(5, 12)))
                .containsExactly(0.25f, 0.5f, 0.5f);
        assertThat(aligned(words, new CharSpan(3, 4), new CharSpan(9, 10), new CharSpan(12, 13)))
                .as("white space has the next one's, and at the end the last one's")
                .containsExactly(0.5f, 0.125f, 0.125f);
        assertThat(aligned(words, new CharSpan(4, 6), new CharSpan(4, 6), new CharSpan(6, 9)))
                .as("several tokens of one word")
                .containsExactly(0.5f, 0.5f, 0.5f);
    }

    private TokenClassifier open(String settings) {
        return TokenClassifier.open(
                new ClassifierDirectory(directory).words().settings(settings).path());
    }

    private LoadedModel loaded() {
        return new LoadedModel(
                ReferenceModel.inDouble(TinyLlama.of(CONFIG, 5)),
                new WordTokenizer(CONFIG.vocabulary()),
                new ChatMl(),
                "tiny",
                "9".repeat(64));
    }

    private static Profile profile(LoadedModel loaded, TokenClassifier classifier) {
        Artifacts both = Artifacts.of(loaded)
                .withClassifier(Optional.of(classifier.identity().sha256()));
        return new ProfileBuilder("both", ProfileKind.ENSEMBLE, both, PromptTemplate.STRICT)
                .token(new TokenRule(
                        List.of(new TokenTerm(Feature.of(FeatureKind.CLASSIFIER), Scaling.NONE, 1)), -0.5, 1))
                .build();
    }

    private static RagExample example(String passage) {
        return new RagExample("e", Optional.empty(), List.of(new Passage("p", "", passage)), "filler moon");
    }

    @Test
    void anOnnxModelSpeaksInAVerdict() {
        try (TokenClassifier classifier = open("{" + ClassifierDirectory.BARE_PROMPT + "}")) {
            LoadedModel loaded = loaded();
            ClassifierSignal signal = new ClassifierSignal(classifier);
            ProfileDetector detector = new ProfileDetector(
                    loaded, profile(loaded, classifier), PromptTemplate.STRICT, Optional.of(signal));

            Verdict without = verdict(detector, example("filler filler"));
            Verdict with = verdict(detector, example("filler proof"));
            double moon = 1 / (1 + Math.exp(-2));
            double proved = 1 / (1 + Math.exp(3));
            assertThat(last(without)).isCloseTo(moon, within(1e-6));
            assertThat(last(with)).isCloseTo(proved, within(1e-6));
            assertThat(without.score()).isGreaterThan(with.score());
            assertThat(verdict(detector, example("filler filler"))).isEqualTo(without);
            assertThat(signal.environment()).startsWith("onnxruntime-");
        }
    }

    private static Verdict verdict(ProfileDetector detector, RagExample example) {
        return detector.detect(example).fold(scored -> scored, abstained -> {
            throw new AssertionError(abstained.toString());
        });
    }

    /** What the classifier says of the last token, as the verdict keeps it. */
    private static double last(Verdict verdict) {
        List<TokenScore> tokens = verdict.tokens();
        return tokens.get(tokens.size() - 1).signals().getOrDefault(FeatureKind.CLASSIFIER, Double.NaN);
    }

    @Test
    void aProfileIsRefusedWithoutItsClassifierAndWhatItCannotTakeIsAbstainedFrom() {
        try (TokenClassifier classifier =
                open("{\"maxTokens\":8,\"maxWindows\":2," + ClassifierDirectory.BARE_PROMPT + "}")) {
            LoadedModel loaded = loaded();
            Profile profile = profile(loaded, classifier);
            assertThatThrownBy(() -> new ProfileDetector(loaded, profile))
                    .isInstanceOfSatisfying(
                            PlumblineException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.PROFILE_MISMATCH))
                    .hasMessageContaining("token classifier");
            ProfileDetector detector = new ProfileDetector(
                    loaded, profile, PromptTemplate.STRICT, Optional.of(new ClassifierSignal(classifier)));
            DetectionOutcome outcome = detector.detect(example("filler ".repeat(50)));
            assertThat(outcome).isInstanceOfSatisfying(DetectionOutcome.Abstained.class, a -> {
                assertThat(a.reason()).isEqualTo(AbstentionReason.TOO_LONG);
                assertThat(a.detail()).startsWith("the token classifier");
            });
        }
    }
}
