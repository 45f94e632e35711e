package io.plumbline.attribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.model.CapturePlan;
import io.plumbline.model.CharSpan;
import io.plumbline.model.DivergenceMode;
import io.plumbline.model.ErrorCode;
import io.plumbline.model.FloatMatrix;
import io.plumbline.model.ForwardRequest;
import io.plumbline.model.HeadId;
import io.plumbline.model.HookPoint;
import io.plumbline.model.PlumblineException;
import io.plumbline.model.TokenSpan;
import io.plumbline.model.loading.LoadedModel;
import io.plumbline.prompt.EncodedPrompt;
import io.plumbline.prompt.Passage;
import io.plumbline.prompt.PromptRenderer;
import io.plumbline.prompt.RagExample;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every method against its definition, computed the slow way from whole passes of a tiny model. */
class AttributorTest {
    private static final LoadedModel LOADED = TinyContext.loaded();
    private static final List<HeadId> HEADS = List.of(new HeadId(1, 2), new HeadId(0, 3), new HeadId(2, 0));
    private static final AttributionSettings SETTINGS = AttributionSettings.of(HEADS);
    private static final CharSpan YEAR = new CharSpan(13, 17);
    private static final CharSpan WHOLE =
            new CharSpan(0, TinyContext.EXAMPLE.response().length());
    /** The passages without the sentence, by hand. */
    private static final List<RagExample> WITHOUT = List.of(
            with(0, "It was widened in 1960. Trams cross it."),
            with(0, "It opened in 1894.  Trams cross it."),
            with(0, "It opened in 1894.  It was widened in 1960."),
            with(1, ""),
            with(3, ""));

    @AfterAll
    static void close() {
        LOADED.close();
    }

    private static RagExample with(int passage, String text) {
        List<Passage> passages = new ArrayList<>(TinyContext.EXAMPLE.passages());
        Passage old = passages.get(passage);
        passages.set(passage, new Passage(old.id(), old.title(), text));
        return TinyContext.EXAMPLE.withPassages(passages);
    }

    private static Attribution attribute(AttributionSettings settings, AttributionMethod method) {
        return new Attributor(LOADED, TinyContext.TEMPLATE, settings)
                .attribute(TinyContext.EXAMPLE, List.of(YEAR, WHOLE), method, AttributionProgress.quiet());
    }

    private static EncodedPrompt encode(RagExample example) {
        return EncodedPrompt.of(
                new PromptRenderer(TinyContext.TEMPLATE).render(example, LOADED.chatTemplate()), LOADED.tokenizer());
    }

    /** Scores in the order of the context. */
    private static double[] scores(Attribution found, SpanAttribution ranking) {
        return found.sentences().stream()
                .mapToDouble(s -> ranking.ranked().stream()
                        .filter(r -> r.sentence().equals(s))
                        .findFirst()
                        .orElseThrow()
                        .score())
                .toArray();
    }

    /** The answer's tokens that the year shares characters with, counted from the first. */
    private static List<Integer> yearTokens() {
        EncodedPrompt prompt = encode(TinyContext.EXAMPLE);
        return IntStream.range(0, prompt.responseTokens().length())
                .filter(t -> prompt.inResponse(prompt.promptTokens() + t).intersects(YEAR))
                .boxed()
                .toList();
    }

    @Test
    void sentencesStandWhereTheyAre() {
        Attribution found = attribute(SETTINGS, AttributionMethod.ATTENTION);
        EncodedPrompt prompt = encode(TinyContext.EXAMPLE);
        List<String> texts = new ArrayList<>();
        for (ContextSentence sentence : found.sentences()) {
            Passage passage = TinyContext.EXAMPLE.passages().stream()
                    .filter(p -> p.id().equals(sentence.passageId()))
                    .findFirst()
                    .orElseThrow();
            String text = sentence.span().of(passage.text());
            texts.add(sentence.passageId() + " " + text);
            TokenSpan tokens = sentence.tokens();
            CharSpan chars = new CharSpan(
                    prompt.tokens().spans().get(tokens.start()).start(),
                    prompt.tokens().spans().get(tokens.end() - 1).end());
            assertThat(chars.of(prompt.rendered().text()).strip()).isEqualTo(text);
        }
        assertThat(texts)
                .containsExactly(
                        "a It opened in 1894.",
                        "a It was widened in 1960.",
                        "a Trams cross it.",
                        "b A ferry ran before.",
                        "d Tolls ended in 1921.");
        assertThat(found.answer().tokens()).isEqualTo(prompt.responseTokens().length());
        assertThat(found.spans().get(0).tokens()).isEqualTo(yearTokens().size());
    }

    @ParameterizedTest
    @EnumSource
    void arcIsTheDivergenceOfWholePasses(DivergenceMode mode) {
        Attribution found = attribute(SETTINGS.withDivergence(mode), AttributionMethod.ARC_JSD);
        FloatMatrix whole = logits(TinyContext.EXAMPLE);
        double[] answer = new double[WITHOUT.size()];
        double[] year = new double[WITHOUT.size()];
        for (int s = 0; s < answer.length; s++) {
            FloatMatrix without = logits(WITHOUT.get(s));
            for (int t = 0; t < whole.rows(); t++) {
                double divergence = divergence(mode, softmax(whole.row(t)), softmax(without.row(t)));
                answer[s] += divergence;
                year[s] += yearTokens().contains(t) ? divergence : 0;
            }
        }
        assertThat(scores(found, found.answer())).containsExactly(answer, within(1e-4));
        assertThat(scores(found, found.spans().get(0))).containsExactly(year, within(1e-4));
        assertThat(found.measured()).isEqualTo(5);
        assertThat(found.cost().passes()).isEqualTo(6);
        int size = encode(TinyContext.EXAMPLE).size() - 1;
        assertThat(found.cost().tokens() + found.cost().reusedTokens())
                .isEqualTo(size
                        + WITHOUT.stream().mapToLong(e -> encode(e).size() - 1L).sum());
        assertThat(found.cost().reusedTokens()).isGreaterThan(2L * size);
        if (mode == DivergenceMode.JENSEN_SHANNON) {
            found.spans().forEach(span -> assertThat(span.ranked())
                    .allMatch(s -> s.score() >= 0 && s.score() <= span.tokens() * Math.log(2)));
        }
    }

    private static FloatMatrix logits(RagExample example) {
        EncodedPrompt prompt = encode(example);
        HookPoint.Logits logits = new HookPoint.Logits(prompt.predictorRows());
        return LOADED.model()
                .forward(ForwardRequest.of(prompt.ids(), CapturePlan.of(logits)))
                .get(logits);
    }

    private static double[] softmax(float[] logits) {
        double[] p = new double[logits.length];
        double sum = 0;
        for (int i = 0; i < p.length; i++) {
            p[i] = Math.exp(logits[i]);
            sum += p[i];
        }
        for (int i = 0; i < p.length; i++) {
            p[i] /= sum;
        }
        return p;
    }

    private static double divergence(DivergenceMode mode, double[] p, double[] q) {
        double sum = 0;
        for (int i = 0; i < p.length; i++) {
            double m = (p[i] + q[i]) / 2;
            sum += mode == DivergenceMode.JENSEN_SHANNON
                    ? 0.5 * (p[i] * Math.log(p[i] / m) + q[i] * Math.log(q[i] / m))
                    : 0.5 * m * (Math.log(m / p[i]) + Math.log(m / q[i]));
        }
        return sum;
    }

    /** Patterns of one head for the rows that predict the answer. */
    private static FloatMatrix pattern(EncodedPrompt prompt, HeadId head) {
        HookPoint.AttentionPattern capture = new HookPoint.AttentionPattern(head, prompt.predictorRows());
        return LOADED.model()
                .forward(ForwardRequest.of(prompt.ids(), CapturePlan.of(capture)))
                .get(capture);
    }

    private static double mass(FloatMatrix pattern, int row, TokenSpan tokens) {
        return IntStream.range(tokens.start(), tokens.end())
                .mapToDouble(key -> pattern.at(row, key))
                .sum();
    }

    @Test
    void attentionIsTheMeanMassOverHeadsAndTheBaselineIsTakenOff() {
        Attribution plain = attribute(SETTINGS, AttributionMethod.ATTENTION);
        Attribution calibrated = attribute(SETTINGS, AttributionMethod.QR_ATTENTION);
        EncodedPrompt prompt = encode(TinyContext.EXAMPLE);
        RagExample nothing = new RagExample("n", TinyContext.EXAMPLE.question(), TinyContext.EXAMPLE.passages(), "N/A");
        double[] mass = new double[5];
        double[] baseline = new double[5];
        for (int s = 0; s < mass.length; s++) {
            TokenSpan tokens = plain.sentences().get(s).tokens();
            for (HeadId head : HEADS) {
                FloatMatrix answered = pattern(prompt, head);
                FloatMatrix idle = pattern(encode(nothing), head);
                for (int r = 0; r < answered.rows(); r++) {
                    mass[s] += mass(answered, r, tokens) / HEADS.size();
                }
                for (int r = 0; r < idle.rows(); r++) {
                    baseline[s] += mass(idle, r, tokens) / HEADS.size() / idle.rows();
                }
            }
        }
        assertThat(scores(plain, plain.answer())).containsExactly(mass, within(1e-5));
        int tokens = plain.answer().tokens();
        double[] less = IntStream.range(0, 5)
                .mapToDouble(s -> mass[s] - tokens * baseline[s])
                .toArray();
        assertThat(scores(calibrated, calibrated.answer())).containsExactly(less, within(1e-5));
        assertThat(plain.cost()).isEqualTo(new AttributionCost(1, prompt.size() - 1L, 0));
        assertThat(calibrated.cost().passes()).isEqualTo(2);
        assertThat(calibrated.cost().tokens()).isLessThan(prompt.size() + 5L);
    }

    @Test
    void probingCountsTheMostAttendedPositions() {
        Attribution found = attribute(SETTINGS, AttributionMethod.RETRIEVAL_PROBE);
        EncodedPrompt prompt = encode(TinyContext.EXAMPLE);
        double[] votes = new double[5];
        for (HeadId head : HEADS) {
            FloatMatrix pattern = pattern(prompt, head);
            for (int r = 0; r < pattern.rows(); r++) {
                float[] row = pattern.row(r);
                List<Integer> top = IntStream.range(0, row.length)
                        .boxed()
                        .sorted(Comparator.comparingDouble(key -> -row[key]))
                        .limit(SETTINGS.probeTopKeys())
                        .toList();
                for (int s = 0; s < votes.length; s++) {
                    TokenSpan tokens = found.sentences().get(s).tokens();
                    votes[s] += (double) top.stream().filter(tokens::contains).count()
                            / SETTINGS.probeTopKeys()
                            / HEADS.size();
                }
            }
        }
        assertThat(scores(found, found.answer())).containsExactly(votes, within(1e-6));
    }

    @ParameterizedTest
    @EnumSource
    void rankingsAreSortedSharesAddUpAndNothingIsRandom(AttributionMethod method) {
        Attribution found = attribute(SETTINGS, method);
        assertThat(attribute(SETTINGS, method)).isEqualTo(found);
        // the whole answer as a span is the answer
        assertThat(found.spans().get(1)).isEqualTo(found.answer());
        for (SpanAttribution span : found.spans()) {
            assertThat(span.ranked())
                    .isSortedAccordingTo(
                            Comparator.comparingDouble(SentenceScore::score).reversed());
            assertThat(span.ranked().stream().mapToDouble(SentenceScore::share).sum())
                    .isCloseTo(1, within(1e-9));
        }
        assertThat(AttributionMethod.parse(method.label())).isEqualTo(method);
    }

    @Test
    void ofTooManySentencesTheMostAttendedAreTakenOut() {
        Attribution all = attribute(SETTINGS, AttributionMethod.ARC_JSD);
        Attribution attention = attribute(SETTINGS, AttributionMethod.ATTENTION);
        Attribution two = attribute(SETTINGS.withLimits(2, 10_000), AttributionMethod.ARC_JSD);
        assertThat(two.measured()).isEqualTo(2);
        assertThat(two.sentences()).hasSize(5);
        assertThat(two.cost().passes()).isEqualTo(3);
        assertThat(two.answer().ranked().stream().map(SentenceScore::sentence))
                .contains(attention.answer().ranked().get(0).sentence());
        for (SentenceScore score : two.answer().ranked()) {
            assertThat(all.answer().ranked()).anySatisfy(other -> {
                assertThat(other.sentence()).isEqualTo(score.sentence());
                assertThat(other.score()).isCloseTo(score.score(), within(1e-9));
            });
        }
        assertThat(attribute(SETTINGS.withLimits(64, 1), AttributionMethod.ARC_JSD)
                        .measured())
                .isEqualTo(1);
        assertRefused(
                ErrorCode.INVALID_REQUEST,
                "more than the limit",
                () -> attribute(AttributionSettings.of(List.of()).withLimits(2, 10_000), AttributionMethod.ARC_JSD));
        assertThat(attribute(AttributionSettings.of(List.of()), AttributionMethod.ARC_JSD)
                        .measured())
                .isEqualTo(5);
    }

    @Test
    void progressIsToldAndMayEndIt() {
        List<Long> told = new ArrayList<>();
        AttributionProgress progress = new AttributionProgress() {
            @Override
            public void start(int passes) {
                told.add((long) passes);
            }

            @Override
            public void advance(long tokens) {
                told.add(tokens);
            }

            @Override
            public boolean cancelled() {
                return told.size() == 4;
            }
        };
        Attributor attributor = new Attributor(LOADED, TinyContext.TEMPLATE, SETTINGS);
        assertThatThrownBy(
                        () -> attributor.attribute(TinyContext.EXAMPLE, List.of(), AttributionMethod.ARC_JSD, progress))
                .isInstanceOf(CancellationException.class);
        assertThat(told).hasSize(4).startsWith(6L, encode(TinyContext.EXAMPLE).size() - 1L);
    }

    @Test
    void whatCannotBeAttributedIsRefused() {
        RagExample noText = TinyContext.EXAMPLE.withPassages(List.of(new Passage("a", "t", " ... ")));
        RagExample noAnswer = new RagExample("x", Optional.empty(), TinyContext.EXAMPLE.passages(), " ");
        assertRefused(ErrorCode.INVALID_INPUT, "no passage", () -> attribute(noText, List.of()));
        assertRefused(ErrorCode.INVALID_INPUT, "answer", () -> attribute(noAnswer, List.of()));
        assertRefused(
                ErrorCode.INVALID_REQUEST,
                "past",
                () -> attribute(TinyContext.EXAMPLE, List.of(new CharSpan(0, WHOLE.end() + 1))));
        assertRefused(
                ErrorCode.INVALID_REQUEST,
                "no token",
                () -> attribute(TinyContext.EXAMPLE, List.of(new CharSpan(3, 3))));
        RagExample tooLong = with(0, "Word after word. ".repeat(300));
        assertRefused(ErrorCode.INPUT_TOO_LONG, "window", () -> attribute(tooLong, List.of()));
        assertRefused(
                ErrorCode.INVALID_REQUEST,
                "name them",
                () -> attribute(AttributionSettings.of(List.of()), AttributionMethod.ATTENTION));
        assertRefused(ErrorCode.INVALID_REQUEST, "arc-jsd, attention", () -> AttributionMethod.parse("magic"));
    }

    private static Attribution attribute(RagExample example, List<CharSpan> spans) {
        return new Attributor(LOADED, TinyContext.TEMPLATE, SETTINGS)
                .attribute(example, spans, AttributionMethod.ATTENTION, AttributionProgress.quiet());
    }

    private static void assertRefused(ErrorCode code, String text, Runnable call) {
        assertThatThrownBy(call::run)
                .isInstanceOfSatisfying(
                        PlumblineException.class, e -> assertThat(e.code()).isEqualTo(code))
                .hasMessageContaining(text);
    }
}
