package io.plumbline.classifier;

import static io.plumbline.classifier.Classifiers.example;
import static io.plumbline.model.testkit.onnx.ClassifierDirectory.BARE_PROMPT;
import static io.plumbline.model.testkit.onnx.ClassifierDirectory.sigmoid;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.model.CharSpan;
import io.plumbline.model.ErrorCode;
import io.plumbline.model.Hashes;
import io.plumbline.model.PlumblineException;
import io.plumbline.model.testkit.onnx.ClassifierDirectory;
import io.plumbline.model.testkit.onnx.TinyModel;
import io.plumbline.model.testkit.onnx.TinyTokenizers;
import io.plumbline.prompt.Passage;
import io.plumbline.prompt.RagExample;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenClassifierTest {
    /** The logits are exact in float32; what is left is a softmax against a sigmoid, both in double. */
    private static final double TOLERANCE = 1e-15;

    @TempDir
    private Path path = Path.of("");

    private ClassifierDirectory directory = new ClassifierDirectory(path);

    @BeforeEach
    void directory() {
        directory = new ClassifierDirectory(path).words();
    }

    @Test
    void probabilitiesAreThoseComputedByHand() {
        try (TokenClassifier classifier = Classifiers.open(directory)) {
            assertScores(
                    classifier.classify(example("moon  cheese", "filler", "filler")),
                    new ScoredToken(new CharSpan(0, 4), sigmoid(2, 0)),
                    new ScoredToken(new CharSpan(6, 12), sigmoid(0.5, 0)));
            assertScores(
                    classifier.classify(example("moon  cheese", "filler", "a proof", "a hint")),
                    new ScoredToken(new CharSpan(0, 4), sigmoid(2, 5)),
                    new ScoredToken(new CharSpan(6, 12), sigmoid(0.5, 5)));
            assertScores(
                    classifier.classify(example("cheese", "hint")),
                    new ScoredToken(new CharSpan(0, 6), sigmoid(0.5, 1)));
        }
    }

    @Test
    void questionAndTitlesAreShown() {
        Passage titled = new Passage("p", "proof", "filler");
        try (TokenClassifier classifier = Classifiers.open(directory)) {
            assertThat(moon(classifier, new RagExample("e", Optional.of("a hint"), List.of(untitled()), "moon")))
                    .isEqualTo(sigmoid(2, 1), within(TOLERANCE));
            assertThat(moon(classifier, new RagExample("e", Optional.of("a hint"), List.of(titled), "moon")))
                    .isEqualTo(sigmoid(2, 5), within(TOLERANCE));
        }
    }

    private static Passage untitled() {
        return new Passage("q", "", "filler");
    }

    private static double moon(TokenClassifier classifier, RagExample example) {
        return classifier.classify(example).get(0).probability();
    }

    @Test
    void segmentIdsAreFedWhereTheModelHasThem() {
        directory.model(TinyModel.of(ClassifierDirectory.claims(), ClassifierDirectory.proofs(), -100, 0.25f));
        try (TokenClassifier classifier = Classifiers.open(directory)) {
            assertScores(
                    classifier.classify(example("moon", "filler")),
                    new ScoredToken(new CharSpan(0, 4), sigmoid(2.25, 0)));
        }
    }

    @Test
    void spansOutsideTheBasicPlaneAreUtf16() {
        try (TokenClassifier classifier = Classifiers.open(directory)) {
            assertScores(
                    classifier.classify(example("😀😀 moon 👩‍👩‍👧", "𝒳 filler 😀")),
                    new ScoredToken(new CharSpan(0, 4), sigmoid(-1, 0)),
                    new ScoredToken(new CharSpan(5, 9), sigmoid(2, 0)),
                    new ScoredToken(new CharSpan(10, 18), sigmoid(-1, 0)));
        }
    }

    @Test
    void tokensOfOneCharacterShareItsSpanAndTheWorstCounts() {
        float[] claims = new float[259];
        claims[3 + 0x9F] = 3;
        directory.tokenizer(TinyTokenizers.ofBytes()).model(TinyModel.of(claims, new float[259]));
        try (TokenClassifier classifier = Classifiers.open(directory)) {
            // U+1F600 is F0 9F 98 80
            CharSpan face = new CharSpan(1, 3);
            assertScores(
                    classifier.classify(example("a😀b", "filler")),
                    new ScoredToken(new CharSpan(0, 1), 0.5),
                    new ScoredToken(face, 0.5),
                    new ScoredToken(face, sigmoid(3, 0)),
                    new ScoredToken(face, 0.5),
                    new ScoredToken(face, 0.5),
                    new ScoredToken(new CharSpan(3, 4), 0.5));
            assertThat(classifier.characterSupport(example("a😀b", "filler")))
                    .containsExactly(new double[] {0.5, 1 - sigmoid(3, 0), 1 - sigmoid(3, 0), 0.5}, within(TOLERANCE));
        }
    }

    @Test
    void everyCharacterHasSupport() {
        double moon = 1 - sigmoid(2, 0);
        double cheese = 1 - sigmoid(0.5, 0);
        try (TokenClassifier classifier = Classifiers.open(directory)) {
            assertThat(classifier.characterSupport(example(" moon  cheese ", "filler")))
                    .containsExactly(
                            new double[] {
                                moon, moon, moon, moon, moon, cheese, cheese, cheese, cheese, cheese, cheese, cheese,
                                cheese, cheese
                            },
                            within(TOLERANCE));
        }
    }

    @Test
    void aLongContextIsReadInWindowsAndTheBestSupportCounts() {
        String filler = "filler ".repeat(100);
        directory.settings("{\"maxTokens\":32," + BARE_PROMPT + "}");
        try (TokenClassifier classifier = Classifiers.open(directory)) {
            double none = sigmoid(2, 0);
            double some = sigmoid(2, 1);
            double full = sigmoid(2, 5);
            assertThat(moon(classifier, example("moon", filler))).isEqualTo(none, within(TOLERANCE));
            for (String context : List.of("proof " + filler, filler + "proof", filler + "proof " + filler)) {
                assertThat(moon(classifier, example("moon", context))).isEqualTo(full, within(TOLERANCE));
            }
            assertThat(moon(classifier, example("moon", filler, "hint", filler)))
                    .isEqualTo(some, within(TOLERANCE));
        }
    }

    @Test
    void twoRunsGiveTheSameBits() throws Exception {
        directory.settings("{\"maxTokens\":24," + BARE_PROMPT + "}");
        RagExample example = example("moon and 😀 cheese", "filler ".repeat(60), "a hint 😀 there");
        double[] expected;
        try (TokenClassifier classifier = Classifiers.open(directory)) {
            expected = classifier.characterSupport(example);
            assertThat(classifier.characterSupport(example)).isEqualTo(expected);
        }
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try (TokenClassifier classifier = Classifiers.open(directory)) {
            List<Future<double[]>> results = IntStream.range(0, 24)
                    .mapToObj(i -> threads.submit(() -> classifier.characterSupport(example)))
                    .toList();
            for (Future<double[]> result : results) {
                assertThat(result.get()).isEqualTo(expected);
            }
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void nothingToCheckIsNotClean() {
        try (TokenClassifier classifier = Classifiers.open(directory)) {
            for (RagExample example :
                    List.of(example("moon"), example("moon", " \n"), example(" ", "filler"), example("", "filler"))) {
                assertThatThrownBy(() -> classifier.classify(example))
                        .isInstanceOfSatisfying(PlumblineException.class, e -> assertThat(e.code())
                                .isEqualTo(ErrorCode.INVALID_INPUT))
                        .hasMessageContaining("abstain");
                assertThatThrownBy(() -> classifier.characterSupport(example)).isInstanceOf(PlumblineException.class);
            }
        }
    }

    @Test
    void theIdentityNamesModelTokenizerAndSettings() {
        byte[] model = TinyModel.of(ClassifierDirectory.claims(), ClassifierDirectory.proofs());
        ClassifierIdentity first;
        try (TokenClassifier classifier = Classifiers.open(directory)) {
            first = classifier.identity();
            assertThat(first.modelSha256()).isEqualTo(Hashes.sha256(model));
            assertThat(first.settingsSha256()).isEqualTo(ClassifierSettings.LETTUCE_DETECT.sha256());
            assertThat(classifier.settings()).isEqualTo(ClassifierSettings.LETTUCE_DETECT);
            assertThat(classifier.runtime()).startsWith("onnxruntime ");
        }
        try (TokenClassifier again = Classifiers.open(directory)) {
            assertThat(again.identity()).isEqualTo(first);
            assertThat(again.identity().sha256()).isEqualTo(first.sha256());
        }
        directory.settings("{\"maxTokens\":512}");
        try (TokenClassifier shorter = Classifiers.open(directory)) {
            assertThat(shorter.identity().sha256()).isNotEqualTo(first.sha256());
            assertThat(shorter.identity().modelSha256()).isEqualTo(first.modelSha256());
            assertThat(shorter.identity().tokenizerSha256()).isEqualTo(first.tokenizerSha256());
        }
    }

    @Test
    void valuesAreValidated() {
        assertThatThrownBy(() -> new ScoredToken(new CharSpan(1, 1), 0.5)).hasMessageContaining("without characters");
        for (double value : new double[] {Double.NaN, -0.1, 1.1, Double.POSITIVE_INFINITY}) {
            assertThatThrownBy(() -> new ScoredToken(new CharSpan(0, 1), value)).hasMessageContaining("probability");
        }
        assertThatThrownBy(() -> new ClassifierIdentity("0", "0", "0")).hasMessageContaining("SHA-256");
    }

    private static void assertScores(List<ScoredToken> actual, ScoredToken... expected) {
        assertThat(actual.stream().map(ScoredToken::span))
                .containsExactly(
                        List.of(expected).stream().map(ScoredToken::span).toArray(CharSpan[]::new));
        for (int i = 0; i < expected.length; i++) {
            assertThat(actual.get(i).probability()).isEqualTo(expected[i].probability(), within(TOLERANCE));
        }
    }
}
