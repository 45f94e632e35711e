package io.plumbline.evaluation.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.evaluation.LabelledExample;
import io.plumbline.evaluation.RowOrigin;
import io.plumbline.evaluation.scorer.AnswerScore;
import io.plumbline.evaluation.scorer.Unscored;
import io.plumbline.model.CharSpan;
import io.plumbline.model.HeadId;
import io.plumbline.model.ModelConfig;
import io.plumbline.model.RopeScaling;
import io.plumbline.model.loading.LoadedModel;
import io.plumbline.model.reference.ReferenceModel;
import io.plumbline.model.testkit.ChatMl;
import io.plumbline.model.testkit.CountingModel;
import io.plumbline.model.testkit.TinyLlama;
import io.plumbline.model.testkit.WordTokenizer;
import io.plumbline.prompt.Passage;
import io.plumbline.prompt.PromptTemplate;
import io.plumbline.prompt.RagExample;
import io.plumbline.scoring.AbstentionReason;
import io.plumbline.scoring.Examination;
import io.plumbline.scoring.TokenSignal;
import io.plumbline.scoring.Unexaminable;
import io.plumbline.scoring.feature.Feature;
import io.plumbline.scoring.feature.FeatureKind;
import io.plumbline.scoring.profile.Artifacts;
import io.plumbline.scoring.profile.Profile;
import io.plumbline.scoring.profile.ScoringMode;
import io.plumbline.scoring.profile.WindowRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FeatureStoreTest {
    private static final ModelConfig CONFIG =
            new ModelConfig("llama", 3, 32, 4, 2, 8, 48, 61, 400, 1e-5f, 10_000f, new RopeScaling.None(), false, false);
    private static final RagExample EXAMPLE = new RagExample(
            "e",
            Optional.of("What is known about the river?"),
            List.of(new Passage("p", "", "The Mira is a river of forty kilometres. It rises in the hills of Arden.")),
            "The Mira rises in Arden.");

    private final CountingModel model = new CountingModel(ReferenceModel.inDouble(TinyLlama.of(CONFIG, 5)));

    @TempDir
    Path directory = Path.of("");

    private LoadedModel loaded() {
        return new LoadedModel(model, new WordTokenizer(CONFIG.vocabulary()), new ChatMl(), "tiny", "9".repeat(64));
    }

    private FeatureStore store(String... features) {
        return store(Optional.empty(), features);
    }

    private FeatureStore store(Optional<TokenSignal> classifier, String... features) {
        return new FeatureStore(
                loaded(),
                PromptTemplate.STRICT,
                ScoringMode.STRICT,
                new WindowRule(300, 2, 8),
                Stream.of(features).map(Feature::parse).toList(),
                classifier,
                directory);
    }

    /** Says of every token how far from the start it is, and counts how often it was asked. */
    private static final class Ramp implements TokenSignal {
        private final String sha256;
        private int asked;

        Ramp(char hash) {
            this.sha256 = String.valueOf(hash).repeat(64);
        }

        @Override
        public String sha256() {
            return sha256;
        }

        @Override
        public String environment() {
            return "ramp-1";
        }

        @Override
        public float[] probabilities(RagExample example, List<CharSpan> tokens) {
            asked++;
            float[] ramp = new float[tokens.size()];
            for (int t = 0; t < ramp.length; t++) {
                ramp[t] = t / (float) ramp.length;
            }
            return ramp;
        }
    }

    @Test
    void aClassifierIsAskedOnceAndAnotherIsAnotherFile() throws Exception {
        Ramp ramp = new Ramp('a');
        Examination first = store(Optional.of(ramp), "nll", "classifier").examine(EXAMPLE);
        Feature column = Feature.of(FeatureKind.CLASSIFIER);
        assertThat(first.windows().get(0).table().column(column)).startsWith(0).isSorted();
        FeatureStore again = store(Optional.of(ramp), "nll");
        assertThat(again.features()).contains(column);
        assertThat(again.examine(EXAMPLE)).isEqualTo(first);
        assertThat(ramp.asked).isEqualTo(1);
        store(Optional.of(new Ramp('b')), "nll").examine(EXAMPLE);
        assertThat(model.passes()).as("another classifier is another file").isEqualTo(2);
        assertThat(store("nll", "classifier").features()).containsExactly(Feature.parse("nll"));
        assertThat(StoreBaselines.of(again)).extracting(s -> s.card().name()).contains("token classifier");
        assertThat(StoreBaselines.of(store("nll")))
                .extracting(s -> s.card().name())
                .doesNotContain("token classifier");
    }

    private Path onlyFile() throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile).findFirst().orElseThrow();
        }
    }

    @Test
    void whatWasExaminedIsNeverRunAgain() throws Exception {
        Examination first = store("gain", "reliance:1-2", "novel-word").examine(EXAMPLE);
        assertThat(model.passes()).as("with and without context").isEqualTo(2);
        FeatureStore again = store("novel-word", "gain", "reliance:1-2");
        assertThat(again.has(EXAMPLE)).isTrue();
        assertThat(again.examine(EXAMPLE)).isEqualTo(first);
        assertThat(model.passes()).isEqualTo(2);
        store("gain", "reliance:1-1", "novel-word").examine(EXAMPLE);
        assertThat(model.passes()).as("another head is another file").isEqualTo(4);
    }

    @Test
    void aDamagedFileIsComputedAnew() throws Exception {
        Examination first = store("nll").examine(EXAMPLE);
        Path file = onlyFile();
        Files.write(file, new byte[] {1, 2, 3});
        assertThat(store("nll").examine(EXAMPLE)).isEqualTo(first);
        assertThat(model.passes()).isEqualTo(2);
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(whole, whole.length / 2));
        assertThat(store("nll").examine(EXAMPLE)).isEqualTo(first);
    }

    @Test
    void whatCannotBeExaminedSaysWhy() throws Exception {
        RagExample bare = EXAMPLE.withPassages(List.of());
        assertThatThrownBy(() -> store("nll").examine(bare))
                .isInstanceOfSatisfying(
                        Unexaminable.class, e -> assertThat(e.reason()).isEqualTo(AbstentionReason.NO_CONTEXT));
        Profile zero = Profile.zero(Artifacts.of(loaded()), new HeadId(1, 2), 1, 300);
        ProfileScorer scorer = new ProfileScorer(zero, store("ecs:1-2", "pks:1"));
        assertThat(scorer.score(labelled(bare))).isInstanceOfSatisfying(Unscored.class, u -> assertThat(u.reason())
                .isEqualTo(Unscored.Reason.NO_CONTEXT));
        assertThat(scorer.score(labelled(EXAMPLE)))
                .isInstanceOfSatisfying(
                        AnswerScore.class, s -> assertThat(s.tokens()).isNotEmpty());
    }

    private static LabelledExample labelled(RagExample example) {
        return new LabelledExample(example, "s", "qa", "g", true, List.of(), RowOrigin.UNKNOWN);
    }
}
