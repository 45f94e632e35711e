package io.plumbline.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.model.ActivationTrace;
import io.plumbline.model.CharSpan;
import io.plumbline.model.CodePointOffsets;
import io.plumbline.model.FloatMatrix;
import io.plumbline.model.ForwardRequest;
import io.plumbline.model.HeadId;
import io.plumbline.model.ModelConfig;
import io.plumbline.model.TokenIds;
import io.plumbline.model.TokenSpan;
import io.plumbline.model.loading.LoadedModel;
import io.plumbline.model.testkit.RedeepFixtures;
import io.plumbline.model.tokenizer.EncodedText;
import io.plumbline.prompt.EncodedPrompt;
import io.plumbline.prompt.PassageSpan;
import io.plumbline.prompt.PromptRenderer;
import io.plumbline.prompt.RagExample;
import io.plumbline.prompt.RenderedPrompt;
import io.plumbline.scoring.chunk.BagOfWordsEmbedder;
import io.plumbline.scoring.chunk.ChunkEmbedder.Chunk;
import io.plumbline.scoring.chunk.ChunkLayout;
import io.plumbline.scoring.chunk.ChunkScorer;
import io.plumbline.scoring.chunk.ChunkScores;
import io.plumbline.scoring.chunk.LegacyChunkLayout;
import io.plumbline.scoring.chunk.RecursiveTextSplitter;
import io.plumbline.scoring.ecs.ExternalContextScorer;
import io.plumbline.scoring.feature.Feature;
import io.plumbline.scoring.feature.FeatureKind;
import io.plumbline.scoring.feature.FeatureReader;
import io.plumbline.scoring.pks.ParametricKnowledgeScorer;
import io.plumbline.scoring.profile.ScoringMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Legacy and strict scores of the default model against what the authors' own code, and an independent float64 evaluation,
 * give for it. Tolerances are those of the fixtures' README.
 */
class GoldenParityTest {
    private static final String SYSTEM = "You are a helpful assistant.";
    private static Optional<LoadedModel> loaded = Optional.empty();

    @BeforeAll
    static void load() {
        loaded = Optional.of(DefaultModel.load());
    }

    @AfterAll
    static void close() {
        loaded.ifPresent(LoadedModel::close);
    }

    private static LoadedModel model() {
        return loaded.orElseThrow();
    }

    private static RedeepFixtures.Input input(int index) {
        return RedeepFixtures.input(index).orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5})
    void promptsTokensAndLabelsAreTheSame(int index) {
        RedeepFixtures.Example example = RedeepFixtures.example(index);
        RedeepFixtures.Input input = input(index);
        CodePointOffsets offsets = new CodePointOffsets(input.prompt());
        int start = offsets.toUtf16(input.contextCharStartInPrompt());
        CharSpan context = new CharSpan(start, start + input.context().length());
        assertThat(context.of(input.prompt())).isEqualTo(input.context());
        RenderedPrompt rendered = PromptRenderer.renderRaw(
                SYSTEM,
                input.prompt(),
                List.of(new PassageSpan("c", context)),
                input.response(),
                model().chatTemplate());
        assertThat(rendered.promptText()).isEqualTo(input.text());

        EncodedPrompt prompt = EncodedPrompt.legacy(rendered, model().tokenizer());
        assertThat(prompt.ids()).isEqualTo(RedeepFixtures.values(index).ids());
        assertThat(EncodedPrompt.of(rendered, model().tokenizer())).isEqualTo(prompt);
        assertThat(prompt.promptTokens()).isEqualTo(example.promptTokens());
        assertThat(prompt.predictorRows()).isEqualTo(example.rows());
        assertThat(prompt.passageTokens()).containsExactly(example.context());
        List<HeadId> head = List.of(new HeadId(0, 0));
        assertThat(new ExternalContextScorer(ScoringMode.LEGACY, head)
                        .capture(prompt)
                        .topKeys())
                .isEqualTo(example.kLegacy());
        assertThat(new ExternalContextScorer(ScoringMode.STRICT, head)
                        .capture(prompt)
                        .topKeys())
                .isEqualTo(example.kStrict());

        CodePointOffsets inResponse = new CodePointOffsets(input.response());
        List<CharSpan> labels = input.labels().stream()
                .map(label -> inResponse.toUtf16(label.start(), label.end()))
                .toList();
        RedeepFixtures.Values values = RedeepFixtures.values(index);
        assertThat(TokenLabels.legacy(prompt, model().tokenizer(), labels)).isEqualTo(flags(values.labelLegacy()));
        assertThat(TokenLabels.strict(prompt, labels)).isEqualTo(flags(values.labelStrict()));
    }

    private static boolean[] flags(FloatMatrix labels) {
        boolean[] flags = new boolean[labels.rows()];
        for (int r = 0; r < flags.length; r++) {
            flags[r] = labels.at(r, 0) == 1;
        }
        return flags;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 12, 24, 25})
    void tokenScoresAreTheSame(int index) {
        ModelConfig config = model().model().config();
        EncodedPrompt prompt = tokensOnly(RedeepFixtures.example(index));
        List<HeadId> heads = heads(config);
        // all layers once: each costs two products with the whole vocabulary for every row
        List<Integer> layers = index == 0
                ? IntStream.range(0, config.layers()).boxed().toList()
                : List.of(0, 1, 15, config.layers() - 1);
        List<Feature> features = new ArrayList<>();
        heads.forEach(head -> features.add(Feature.of(FeatureKind.ECS, head)));
        layers.forEach(layer -> features.add(Feature.of(FeatureKind.PKS, layer)));
        features.add(Feature.of(FeatureKind.NEGATIVE_LOG_LIKELIHOOD));
        FeatureReader legacy = new FeatureReader(ScoringMode.LEGACY, features);
        FeatureReader strict = new FeatureReader(ScoringMode.STRICT, features);
        ActivationTrace trace = model().model()
                .forward(ForwardRequest.of(prompt.ids(), legacy.plan(prompt).and(strict.plan(prompt))));
        RedeepFixtures.Values golden = RedeepFixtures.values(index);
        FloatMatrix asReleased =
                legacy.read(textless(index), prompt, trace, Optional.empty()).values();
        FloatMatrix asThePaper =
                strict.read(textless(index), prompt, trace, Optional.empty()).values();

        assertEcs(asReleased, golden.ecsLegacy(), golden.gapLegacy());
        assertEcs(asThePaper, golden.ecsStrict(), golden.gapStrict());
        for (int r = 0; r < asReleased.rows(); r++) {
            for (int l = 0; l < layers.size(); l++) {
                double expected = golden.pksLegacy().at(r, layers.get(l));
                double released = asReleased.at(r, heads.size() + l);
                assertThat(ParametricKnowledgeScorer.legacyUnit(released, config.vocabulary()))
                        .as("legacy PKS, row %d, layer %d", r, layers.get(l))
                        .isCloseTo(expected, within(0.02 + 1e-3 * expected));
                double nats = golden.jsdStrict().at(r, layers.get(l));
                assertThat((double) asThePaper.at(r, heads.size() + l))
                        .as("strict PKS, row %d, layer %d", r, layers.get(l))
                        .isCloseTo(nats, within(1e-5 + 1e-3 * nats));
            }
            assertThat(asThePaper.at(r, features.size() - 1))
                    .isCloseTo(golden.nll().at(r, 0), within(1e-3f));
        }
    }

    /** No feature read here looks at the text, which may not be shipped for every example. */
    private static RagExample textless(int index) {
        return new RagExample("fixture-" + index, Optional.empty(), List.of(), "");
    }

    /** Where the last key chosen and the first one left out are nearly equal, any other order of addition may swap them. */
    private static void assertEcs(FloatMatrix actual, FloatMatrix golden, FloatMatrix gap) {
        int strictCells = 0;
        for (int r = 0; r < golden.rows(); r++) {
            for (int c = 0; c < golden.columns(); c++) {
                boolean clear = gap.at(r, c) >= 1e-3;
                strictCells += clear ? 1 : 0;
                assertThat(actual.at(r, c))
                        .as("ECS, row %d, column %d, gap %s", r, c, gap.at(r, c))
                        .isCloseTo(golden.at(r, c), within(clear ? 1e-4f : 5e-2f));
            }
        }
        assertThat(strictCells).isGreaterThan(golden.rows() * golden.columns() * 9 / 10);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5})
    void chunkScoresAreTheSame(int index) {
        RedeepFixtures.Input input = input(index);
        RedeepFixtures.Chunks golden = RedeepFixtures.chunks(index);
        ChunkLayout layout = LegacyChunkLayout.of(
                SYSTEM, input.prompt(), input.response(), model().chatTemplate(), model().tokenizer());
        assertThat(layout.context()).extracting(Chunk::tokens).isEqualTo(golden.promptTokens());
        assertThat(layout.response()).extracting(Chunk::tokens).isEqualTo(golden.responseTokens());
        assertThat(chars(input.prompt())).isEqualTo(golden.promptChars());
        assertThat(chars(input.response())).isEqualTo(golden.responseChars());

        ModelConfig config = model().model().config();
        List<Integer> layers = List.of(0, 1, 10, 20, config.layers() - 1);
        ChunkScorer scorer = new ChunkScorer(ScoringMode.LEGACY, heads(config), layers, new BagOfWordsEmbedder());
        TokenIds ids = RedeepFixtures.values(index).ids();
        ChunkScores scores = scorer.read(layout, model().model().forward(ForwardRequest.of(ids, scorer.plan(layout))));

        for (int r = 0; r < layout.response().size(); r++) {
            for (int h = 0; h < scorer.heads().size(); h++) {
                double[] attention = scores.attention().get(r)[h];
                double best = 0;
                double second = 0;
                for (int c = 0; c < attention.length; c++) {
                    double expected = golden.attentionSums().get(r).at(h, c);
                    assertThat(attention[c])
                            .as("attention, chunk %d, head %d, context %d", r, h, c)
                            .isCloseTo(expected, within(1e-3 + 1e-4 * expected));
                    second = Math.max(second, Math.min(best, expected));
                    best = Math.max(best, expected);
                }
                if (best - second > 2e-3 + 2e-4 * best) {
                    assertThat(scores.chosen().get(r)[h])
                            .isEqualTo((int) golden.chosen().at(r, h));
                    assertThat(scores.ecs().get(r)[h])
                            .isCloseTo(golden.ecsStub().at(r, h), within(1e-6));
                }
            }
            for (int l = 0; l < layers.size(); l++) {
                double expected = golden.pks().at(r, layers.get(l));
                assertThat(scores.pks().get(r)[l])
                        .as("chunk PKS, chunk %d, layer %d", r, layers.get(l))
                        .isCloseTo(expected, within(1e-2 + 1e-3 * expected));
            }
        }
    }

    private static List<TokenSpan> chars(String text) {
        CodePointOffsets offsets = new CodePointOffsets(text);
        return new RecursiveTextSplitter(512, 20)
                .split(text).stream()
                        .map(s -> new TokenSpan(offsets.startCodePoint(s), offsets.endCodePoint(s)))
                        .toList();
    }

    private static List<HeadId> heads(ModelConfig config) {
        List<HeadId> heads = new ArrayList<>();
        for (int l = 0; l < config.layers(); l++) {
            for (int h = 0; h < config.heads(); h++) {
                heads.add(new HeadId(l, h));
            }
        }
        return heads;
    }

    /** The example's tokens with one character each: its text need not be here. */
    private static EncodedPrompt tokensOnly(RedeepFixtures.Example example) {
        TokenIds ids = RedeepFixtures.values(example.index()).ids();
        int length = ids.size();
        CharSpan context = new CharSpan(example.contextStart(), example.contextEnd());
        RenderedPrompt rendered = new RenderedPrompt(
                "x".repeat(length),
                new CharSpan(0, example.promptTokens()),
                new CharSpan(example.promptTokens(), length),
                List.of(new PassageSpan("c", context)),
                Optional.empty());
        List<CharSpan> spans =
                IntStream.range(0, length).mapToObj(i -> new CharSpan(i, i + 1)).toList();
        return new EncodedPrompt(
                rendered,
                new EncodedText(rendered.text(), ids, spans),
                example.promptTokens(),
                List.of(example.context()));
    }
}
