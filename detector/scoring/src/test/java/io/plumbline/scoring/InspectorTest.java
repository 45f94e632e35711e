package io.plumbline.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.model.CapturePlan;
import io.plumbline.model.CharSpan;
import io.plumbline.model.FloatMatrix;
import io.plumbline.model.ForwardRequest;
import io.plumbline.model.HeadId;
import io.plumbline.model.HookPoint;
import io.plumbline.prompt.EncodedPrompt;
import io.plumbline.prompt.PromptRenderer;
import io.plumbline.prompt.PromptTemplate;
import io.plumbline.prompt.RagExample;
import io.plumbline.scoring.chunk.OwnStatesEmbedder;
import io.plumbline.scoring.feature.Feature;
import io.plumbline.scoring.feature.FeatureKind;
import io.plumbline.scoring.inspect.HeadAttention;
import io.plumbline.scoring.inspect.Inspection;
import io.plumbline.scoring.inspect.Inspector;
import io.plumbline.scoring.inspect.PassageWord;
import io.plumbline.scoring.profile.ChunkRule;
import io.plumbline.scoring.profile.EvidenceRule;
import io.plumbline.scoring.profile.Profile;
import io.plumbline.scoring.profile.ProfileKind;
import io.plumbline.scoring.profile.Scaling;
import io.plumbline.scoring.profile.SpanRule;
import io.plumbline.scoring.profile.TokenRule;
import io.plumbline.scoring.profile.WindowRule;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class InspectorTest {
    private static final String RIVER = "The Mira is a river of forty kilometres.  It rises in the hills of Arden, "
            + "and it's home to the plant-based \uD83D\uDE00 heron:\n3.5 million floods.";
    private static final String TOWN = "The town of Ostrel has a bridge from 1821.";
    private static final RagExample EXAMPLE =
            TinyScoring.example("The Mira rises in Arden and doesn't freeze; 3.5 million visit.", RIVER, TOWN);
    private static final String FILLER = " It is said that the old ferry runs on Sundays only.".repeat(12);
    private static final RagExample LONG =
            TinyScoring.example(EXAMPLE.response(), RIVER, TOWN + FILLER, "  ", RIVER + FILLER);
    private static final SpanRule EVERYTHING = new SpanRule(0, 1, 0);
    private static final WindowRule SMALL_WINDOWS = new WindowRule(170, 30, 8);

    private static Inspection inspection(Profile profile, RagExample example) throws Unexaminable {
        ProfileDetector detector = new ProfileDetector(TinyScoring.model(), profile);
        return new Inspector(detector, TinyScoring.model().model().config()).inspect(example);
    }

    private static Verdict verdict(Profile profile, RagExample example) {
        return new ProfileDetector(TinyScoring.model(), profile).detect(example).fold(v -> v, a -> {
            throw new AssertionError(a.detail());
        });
    }

    @Test
    void theVerdictIsTheDetectors() throws Exception {
        List<Profile> profiles = List.of(
                TinyScoring.profile().spans(EVERYTHING).build(),
                TinyScoring.profile().spans(EVERYTHING).windows(SMALL_WINDOWS).build(),
                TinyScoring.profile(ProfileKind.REDEEP_CHUNK)
                        .chunks(new ChunkRule(OwnStatesEmbedder.NAME, 40, 5))
                        .build());
        for (Profile profile : profiles) {
            assertThat(inspection(profile, EXAMPLE).verdict()).isEqualTo(verdict(profile, EXAMPLE));
            assertThat(inspection(profile, LONG).verdict()).isEqualTo(verdict(profile, LONG));
            assertThat(inspection(profile, LONG)).isEqualTo(inspection(profile, LONG));
        }
    }

    @Test
    void featuresAreThoseTheVerdictReadAndPointsAddUpToIt() throws Exception {
        Profile profile = TinyScoring.profile().windows(SMALL_WINDOWS).build();
        for (RagExample example : List.of(EXAMPLE, LONG)) {
            Inspection seen = inspection(profile, example);
            for (int t = 0; t < seen.verdict().tokens().size(); t++) {
                TokenScore token = seen.verdict().tokens().get(t);
                int row = t;
                double ecs = TinyScoring.HEADS.stream()
                        .mapToDouble(head -> seen.features()
                                .values()
                                .at(row, seen.features().index(Feature.of(FeatureKind.ECS, head))))
                        .average()
                        .orElseThrow();
                assertThat(ecs).isCloseTo(token.signals().getOrDefault(FeatureKind.ECS, Double.NaN), within(1e-6));
                double score = 0;
                for (float points : seen.points().values().row(t)) {
                    score += points;
                }
                assertThat(profile.tokenCalibration().probability(score)).isCloseTo(token.probability(), within(2e-6));
            }
        }
    }

    @Test
    void whatTheProfileLacksIsReadBesideIt() throws Exception {
        Inspection redeep = inspection(TinyScoring.profile().build(), EXAMPLE);
        assertThat(redeep.features().features())
                .map(Feature::toString)
                .containsExactly("ecs:1-2", "ecs:2-0", "pks:1", "pks:2", "share:1-2", "share:2-0", "nll");
        Profile reliance = TinyScoring.profile(ProfileKind.RELIANCE)
                .token(new TokenRule(List.of(TinyScoring.term("share:0-1", Scaling.NONE, -1)), 0, 1))
                .evidence(EvidenceRule.OFF)
                .build();
        Inspection seen = inspection(reliance, EXAMPLE);
        assertThat(seen.heads()).containsExactly(new HeadId(0, 1));
        assertThat(seen.features().features())
                .map(Feature::toString)
                .containsExactly("share:0-1", "ecs:0-1", "pks:1", "pks:2", "nll");
        assertThat(seen.features().values().at(0, 0)).isNaN();
        Profile likelihood = TinyScoring.profile()
                .token(new TokenRule(List.of(TinyScoring.term("nll", Scaling.NONE, 1)), 0, 1))
                .evidence(EvidenceRule.OFF)
                .build();
        Inspection headless = inspection(likelihood, EXAMPLE);
        assertThat(headless.heads()).isEmpty();
        assertThat(headless.words()).isEmpty();
        assertThat(headless.features().features()).map(Feature::toString).containsExactly("nll", "pks:1", "pks:2");
    }

    @Test
    void attentionIsThePatternOfThePredictingRowSummedByWord() throws Exception {
        Inspection seen = inspection(TinyScoring.profile().build(), EXAMPLE);
        EncodedPrompt prompt = EncodedPrompt.of(
                new PromptRenderer(PromptTemplate.STRICT)
                        .render(EXAMPLE, TinyScoring.model().chatTemplate()),
                TinyScoring.model().tokenizer());
        for (int h = 0; h < TinyScoring.HEADS.size(); h++) {
            HookPoint.AttentionPattern pattern =
                    new HookPoint.AttentionPattern(TinyScoring.HEADS.get(h), prompt.predictorRows());
            FloatMatrix rows = TinyScoring.model()
                    .model()
                    .forward(ForwardRequest.of(prompt.ids(), CapturePlan.of(pattern)))
                    .get(pattern);
            for (int t = 0; t < rows.rows(); t++) {
                assertAttention(seen, seen.attention().get(t).get(h), rows.row(t), prompt);
            }
        }
    }

    /** Tokens of these passages lie inside one word each, so that sums by word can be had from the text alone. */
    private static void assertAttention(Inspection seen, HeadAttention found, float[] row, EncodedPrompt prompt) {
        double mass = 0;
        Map<Integer, Double> byWord = new HashMap<>();
        for (int p = 0; p < prompt.passageTokens().size(); p++) {
            var passage = prompt.rendered().passages().get(p);
            for (int key = prompt.passageTokens().get(p).start();
                    key < prompt.passageTokens().get(p).end();
                    key++) {
                mass += row[key];
                CharSpan chars = prompt.tokens().spans().get(key);
                // the last character: a token may start with the space before its word
                int last = chars.end() - 1 - passage.span().start();
                for (int w = 0; w < seen.words().size(); w++) {
                    PassageWord word = seen.words().get(w);
                    if (word.passageId().equals(passage.passageId())
                            && word.span().intersects(new CharSpan(last, last + 1))) {
                        byWord.merge(w, (double) row[key], Double::sum);
                    }
                }
            }
        }
        assertThat(found.mass()).isCloseTo(mass, within(1e-4));
        assertThat(found.words()).isNotEmpty();
        for (HeadAttention.WordShare share : found.words()) {
            assertThat(share.share())
                    .isCloseTo(byWord.getOrDefault(share.word(), 0.0) / mass, within(1e-4))
                    .isGreaterThanOrEqualTo(Inspector.LEAST_SHARE);
        }
    }

    @Test
    void wordsAreWholeAscendingAndCoverThePassages() throws Exception {
        Inspection seen =
                inspection(TinyScoring.profile().windows(SMALL_WINDOWS).build(), LONG);
        assertThat(seen.verdict().windows()).isGreaterThan(2);
        Map<String, String> rest = LONG.passages().stream().collect(Collectors.toMap(p -> p.id(), p -> p.text()));
        Map<String, Integer> ends = new HashMap<>();
        for (PassageWord word : seen.words()) {
            String text = rest.getOrDefault(word.passageId(), "");
            assertThat(word.span().start()).isGreaterThanOrEqualTo(ends.getOrDefault(word.passageId(), 0));
            ends.put(word.passageId(), word.span().end());
            String blank = " ".repeat(word.span().length());
            rest.put(
                    word.passageId(),
                    text.substring(0, word.span().start())
                            + blank
                            + text.substring(word.span().end()));
        }
        assertThat(rest.values()).allSatisfy(text -> assertThat(text).isBlank());
        assertThat(seen.words().stream().filter(w -> w.passageId().equals("p0")).map(w -> w.span()
                        .of(RIVER)))
                .contains("Mira", "3.5", "it's", "\uD83D\uDE00");
    }

    @Test
    void aTokenShowsTheWindowItWasJudgedIn() throws Exception {
        Profile profile = TinyScoring.profile().windows(SMALL_WINDOWS).build();
        ProfileDetector detector = new ProfileDetector(TinyScoring.model(), profile);
        Examination examination = detector.examine(LONG);
        Inspection seen = inspection(profile, LONG);
        assertThat(seen.windows()).isEqualTo(new Judge(profile).windows(examination));
        assertThat(seen.windows().stream().distinct().count()).isGreaterThan(1);
        for (int t = 0; t < seen.windows().size(); t++) {
            ExaminedWindow window = examination.windows().get(seen.windows().get(t));
            Optional<Float> own = Optional.of(window.table().values().at(t, 0));
            assertThat(own).contains(seen.features().values().at(t, 0));
            List<String> inWindow = window.parts().stream()
                    .map(PassagePart::passageId)
                    .distinct()
                    .toList();
            for (HeadAttention head : seen.attention().get(t)) {
                assertThat(head.words()).allSatisfy(share -> assertThat(
                                seen.words().get(share.word()).passageId())
                        .isIn(inWindow));
            }
        }
    }
}
