package io.plumbline.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.model.ErrorCode;
import io.plumbline.model.HeadId;
import io.plumbline.model.PlumblineException;
import io.plumbline.prompt.Passage;
import io.plumbline.prompt.PromptTemplate;
import io.plumbline.prompt.RagExample;
import io.plumbline.scoring.chunk.OwnStatesEmbedder;
import io.plumbline.scoring.feature.Feature;
import io.plumbline.scoring.feature.FeatureKind;
import io.plumbline.scoring.profile.Artifacts;
import io.plumbline.scoring.profile.CauseRule;
import io.plumbline.scoring.profile.ChunkRule;
import io.plumbline.scoring.profile.EvidenceRule;
import io.plumbline.scoring.profile.PassSpec;
import io.plumbline.scoring.profile.Profile;
import io.plumbline.scoring.profile.ProfileBuilder;
import io.plumbline.scoring.profile.ProfileKind;
import io.plumbline.scoring.profile.ResponseRule;
import io.plumbline.scoring.profile.ResponseTerm;
import io.plumbline.scoring.profile.ResponseTerm.Aggregation;
import io.plumbline.scoring.profile.Scaling;
import io.plumbline.scoring.profile.ScoringMode;
import io.plumbline.scoring.profile.SpanRule;
import io.plumbline.scoring.profile.TokenRule;
import io.plumbline.scoring.profile.TokenTerm;
import io.plumbline.scoring.profile.WindowRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ProfileDetectorTest {
    private static final String RIVER = "The Mira is a river of forty kilometres. It rises in the hills of Arden, "
            + "and it is home to the blue heron. In winter it floods the meadows.";
    private static final String TOWN = "The town of Ostrel has a bridge from 1821.";
    private static final RagExample EXAMPLE =
            TinyScoring.example("The Mira rises in Arden and doesn't freeze; 3.5 million visit.", RIVER, TOWN);

    private static Verdict verdict(Profile profile, RagExample example) {
        return new ProfileDetector(TinyScoring.model(), profile).detect(example).fold(v -> v, a -> {
            throw new AssertionError(a.reason() + ": " + a.detail());
        });
    }

    @Test
    void aVerdictHoldsTogether() {
        Profile profile = TinyScoring.profile().build();
        Verdict verdict = verdict(profile, EXAMPLE);
        assertThat(verdict.windows()).isEqualTo(1);
        assertThat(verdict.tokens()).hasSize(verdict.responseTokens());
        assertThat(verdict.tokens().get(0).span().start()).isZero();
        assertThat(verdict.tokens().get(verdict.responseTokens() - 1).span().end())
                .isEqualTo(EXAMPLE.response().length());
        assertThat(verdict.score())
                .isCloseTo(
                        verdict.explain().contributions().stream()
                                .mapToDouble(ScoreExplanation.Contribution::points)
                                .sum(),
                        within(1e-5));
        assertThat(verdict.probability())
                .isCloseTo(profile.responseCalibration().probability(verdict.score()), within(2e-6));
        assertThat(verdict.explain().lines().get(0)).startsWith(verdict.label() + ": probability ");
        assertThat(verdict.explain().contributions())
                .extracting(ScoreExplanation.Contribution::feature)
                .containsExactly("mean(token score)", "intercept");
        assertThat(verdict.explain().lines())
                .anyMatch(line -> line.startsWith("ecs:1-2 ") && line.contains("token score"));
        assertThat(verdict.tokens().get(0).signals()).containsOnlyKeys(FeatureKind.ECS, FeatureKind.PKS);
    }

    @ParameterizedTest
    @EnumSource(ScoringMode.class)
    void scoringTwiceGivesTheSameVerdict(ScoringMode mode) {
        Profile profile = TinyScoring.profile().mode(mode).build();
        Verdict first = verdict(profile, EXAMPLE);
        verdict(profile, TinyScoring.example("Something else entirely.", TOWN));
        assertThat(verdict(profile, EXAMPLE)).isEqualTo(first);
    }

    @Test
    void everythingFlaggedIsOneSpanOfWholeWordsWithEvidence() {
        Profile all = TinyScoring.profile().spans(new SpanRule(0, 1, 0)).build();
        Verdict verdict = verdict(all, EXAMPLE);
        assertThat(verdict.spans()).hasSize(1);
        FlaggedSpan span = verdict.spans().get(0);
        assertThat(span.span().of(EXAMPLE.response())).isEqualTo(EXAMPLE.response());
        assertThat(span.probability())
                .isEqualTo(verdict.tokens().stream()
                        .mapToDouble(TokenScore::probability)
                        .max()
                        .orElseThrow());
        assertThat(span.evidence()).isNotEmpty();
        Map<String, String> texts = EXAMPLE.passages().stream().collect(Collectors.toMap(Passage::id, Passage::text));
        double before = 1;
        for (Evidence evidence : span.evidence()) {
            String text = texts.getOrDefault(evidence.passageId(), "");
            assertThat(evidence.span().end()).isLessThanOrEqualTo(text.length());
            String shown = evidence.span().of(text);
            assertThat(shown).isEqualTo(shown.strip()).isNotEmpty();
            assertThat(evidence.weight()).isPositive().isLessThanOrEqualTo(before);
            assertThat(evidence.heads()).isSubsetOf(all.headIds());
            before = evidence.weight();
        }
    }

    @Test
    void allPartsTogetherWeighOne() {
        Profile all = TinyScoring.profile()
                .spans(new SpanRule(0, 1, 0))
                .evidence(new EvidenceRule(TinyScoring.HEADS, 1000, 5, 2))
                .build();
        List<Evidence> evidence = verdict(all, EXAMPLE).spans().get(0).evidence();
        assertThat(evidence.stream().mapToDouble(Evidence::weight).sum()).isCloseTo(1, within(1e-5));
        assertThat(evidence).extracting(e -> e.passageId()).containsExactlyInAnyOrder("p0", "p1");
    }

    @Test
    void causesFollowTheRule() {
        ProfileBuilder all = TinyScoring.profile().spans(new SpanRule(0, 1, 0));
        assertThat(causes(all.causes(rules(1, 0)))).containsExactly("LOW_CONTEXT_USE", "MEMORY_OVERRIDE");
        assertThat(causes(all.causes(rules(1, 9)))).containsExactly("LOW_CONTEXT_USE");
        assertThat(causes(all.causes(rules(-1.1, 0)))).containsExactly("MEMORY_OVERRIDE");
        assertThat(causes(all.causes(rules(-1.1, 9)))).containsExactly("UNATTRIBUTED");
    }

    private static List<CauseRule> rules(double lowEcs, double highPks) {
        return List.of(
                new CauseRule(Causes.LOW_CONTEXT_USE, FeatureKind.ECS, CauseRule.Side.BELOW, lowEcs, 0.5),
                new CauseRule(Causes.MEMORY_OVERRIDE, FeatureKind.PKS, CauseRule.Side.ABOVE, highPks, 0.5));
    }

    private static List<String> causes(ProfileBuilder profile) {
        return verdict(profile.build(), EXAMPLE).spans().get(0).causes();
    }

    @Test
    void chunkLevelSharesScoresInsideAChunk() {
        Profile chunks = TinyScoring.profile(ProfileKind.REDEEP_CHUNK)
                .chunks(new ChunkRule(OwnStatesEmbedder.NAME, 40, 5))
                .build();
        Verdict verdict = verdict(chunks, EXAMPLE);
        assertThat(verdict.tokens().stream()
                        .map(token -> token.signals().get(FeatureKind.ECS))
                        .distinct()
                        .count())
                .isBetween(2L, 4L);
        assertThat(verdict(chunks, EXAMPLE)).isEqualTo(verdict);
    }

    @Test
    void longContextIsScoredInWindowsAndTokensKeepTheBestSupport() {
        String filler = " It is said that the old ferry runs on Sundays only.".repeat(12);
        RagExample example = TinyScoring.example(EXAMPLE.response(), RIVER, TOWN + filler, "  ", RIVER + filler);
        Profile profile =
                TinyScoring.profile().windows(new WindowRule(170, 30, 8)).build();
        Verdict verdict = verdict(profile, example);
        assertThat(verdict.windows()).isGreaterThan(2);
        assertThat(verdict(profile, example)).isEqualTo(verdict);
        // more windows can only lower a token's probability
        Verdict firstOnly = verdict(profile, TinyScoring.example(EXAMPLE.response(), RIVER));
        assertThat(firstOnly.windows()).isEqualTo(1);
        assertThat(verdict.responseTokens()).isEqualTo(firstOnly.responseTokens());
        Profile flagged = TinyScoring.profile()
                .windows(new WindowRule(170, 30, 8))
                .spans(new SpanRule(0, 1, 0))
                .build();
        for (Evidence evidence : verdict(flagged, example).spans().get(0).evidence()) {
            String text = example.passages().stream()
                    .filter(p -> p.id().equals(evidence.passageId()))
                    .findFirst()
                    .orElseThrow()
                    .text();
            assertThat(evidence.span().end()).isLessThanOrEqualTo(text.length());
        }
    }

    @Test
    void whatCannotBeScoredIsAnAbstentionThatSaysWhy() {
        Profile profile =
                TinyScoring.profile().windows(new WindowRule(170, 2, 8)).build();
        String filler = " It is said that the old ferry runs on Sundays only.".repeat(60);
        abstains(profile, TinyScoring.example("Yes."), AbstentionReason.NO_CONTEXT);
        abstains(profile, TinyScoring.example("Yes.", " \n", ""), AbstentionReason.NO_CONTEXT);
        abstains(profile, TinyScoring.example(" \n ", RIVER), AbstentionReason.EMPTY_RESPONSE);
        abstains(profile, TinyScoring.example(filler, RIVER), AbstentionReason.TOO_LONG);
        abstains(profile, TinyScoring.example("Yes.", filler), AbstentionReason.TOO_LONG);
        abstains(profile, TinyScoring.example("Yes.", "x".repeat(WindowPlanner.MAX_TEXT)), AbstentionReason.TOO_LONG);
    }

    private static void abstains(Profile profile, RagExample example, AbstentionReason reason) {
        DetectionOutcome outcome = new ProfileDetector(TinyScoring.model(), profile).detect(example);
        assertThat(outcome).isInstanceOfSatisfying(DetectionOutcome.Abstained.class, a -> {
            assertThat(a.reason()).isEqualTo(reason);
            assertThat(a.detail()).isNotBlank();
        });
    }

    @Test
    void aForeignProfileIsRefused() {
        Artifacts own = Artifacts.of(TinyScoring.model());
        String other = "f".repeat(64);
        refused(Profile.zero(
                new Artifacts(other, own.tokenizerSha256(), own.chatTemplateSha256()), new HeadId(0, 0), 1, 100));
        refused(Profile.zero(
                new Artifacts(own.modelSha256(), other, own.chatTemplateSha256()), new HeadId(0, 0), 1, 100));
        refused(Profile.zero(new Artifacts(own.modelSha256(), own.tokenizerSha256(), other), new HeadId(0, 0), 1, 100));
        refused(Profile.zero(own, new HeadId(3, 0), 1, 100));
        refused(Profile.zero(own, new HeadId(0, 0), 3, 100));
        PromptTemplate t = PromptTemplate.STRICT;
        refused(new ProfileBuilder(
                        "other",
                        ProfileKind.REDEEP,
                        own,
                        new PromptTemplate(
                                t.id(),
                                2,
                                t.system(),
                                t.questionUser(),
                                t.summaryUser(),
                                t.titledPassage(),
                                t.separator()))
                .build());
    }

    private static void refused(Profile profile) {
        assertThatThrownBy(() -> new ProfileDetector(TinyScoring.model(), profile))
                .isInstanceOfSatisfying(
                        PlumblineException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.PROFILE_MISMATCH));
    }

    @Test
    void anotherLanguageIsWarnedOf() {
        assertThat(verdict(TinyScoring.profile().build(), EXAMPLE).warnings()).isEmpty();
        Verdict german = verdict(
                TinyScoring.profile().build(),
                TinyScoring.example(
                        "Der Fluss entspringt im Gebirge und fliesst durch viele kleine Orte, bevor er"
                                + " schliesslich nach vierzig Kilometern das Meer erreicht, wo Reiher leben.",
                        RIVER));
        assertThat(german.warnings()).singleElement().asString().contains("English");
        Verdict greek = verdict(TinyScoring.profile().build(), TinyScoring.example("Ο ποταμός", RIVER));
        assertThat(greek.warnings()).singleElement().asString().contains("Latin");
    }

    @Test
    void theTopMeanIsBetweenMeanAndMax() {
        double[] scores = IntStream.range(0, 10).mapToDouble(i -> (i * 7) % 10).toArray();
        assertThat(TokenCombination.aggregate(scores, Aggregation.MEAN, 1)).isEqualTo(4.5);
        assertThat(TokenCombination.aggregate(scores, Aggregation.MAX, 1)).isEqualTo(9);
        assertThat(TokenCombination.aggregate(scores, Aggregation.TOP_MEAN, 0.3))
                .isEqualTo(8);
        assertThat(TokenCombination.aggregate(scores, Aggregation.TOP_MEAN, 0.01))
                .isEqualTo(9);
        scores[9] = Double.NaN;
        assertThat(TokenCombination.aggregate(scores, Aggregation.MEAN, 1)).isEqualTo(42.0 / 9);
        assertThat(TokenCombination.aggregate(new double[] {Double.NaN}, Aggregation.MAX, 1))
                .isZero();
    }

    @Test
    void smoothingIsCentredAndCutOffAtTheEnds() {
        assertThat(TokenCombination.smoothed(new double[] {3, 0, 0, 6}, 3)).containsExactly(1.5, 1, 2, 3);
        assertThat(TokenCombination.smoothed(new double[] {3, 0}, 1)).containsExactly(3, 0);
    }

    @Test
    void everyFeatureIsReadAndAPassOfItsOwnOnlyWhereNeeded() {
        List<TokenTerm> terms = new ArrayList<>();
        for (FeatureKind kind : FeatureKind.values()) {
            if (kind != FeatureKind.CLASSIFIER) {
                terms.add(new TokenTerm(
                        switch (kind.scope()) {
                            case TOKEN -> Feature.of(kind);
                            case HEAD -> Feature.of(kind, new HeadId(1, 2));
                            case LAYER -> Feature.of(kind, 1);
                        },
                        Scaling.NONE,
                        0.1));
            }
        }
        Profile profile = TinyScoring.profile(ProfileKind.ENSEMBLE)
                .token(new TokenRule(terms, 0, 3))
                .response(new ResponseRule(
                        List.of(
                                ResponseTerm.ofTokenScore(Aggregation.MAX, 1, 0.5),
                                new ResponseTerm(
                                        Optional.of(Feature.parse("share:1-2")),
                                        new Scaling(0.5, 0.1),
                                        Aggregation.MEAN,
                                        1,
                                        -1)),
                        0.25))
                .build();
        assertThat(profile.passes()).containsExactly(PassSpec.WITH_CONTEXT, PassSpec.WITHOUT_CONTEXT);
        assertThat(TinyScoring.profile().build().passes()).containsExactly(PassSpec.WITH_CONTEXT);
        Verdict verdict = verdict(profile, EXAMPLE);
        assertThat(verdict.tokens().get(1).signals()).hasSize(terms.size());
        // the first token's row is the prompt's last: there is no answer to share attention with yet
        assertThat(verdict.tokens().get(0).signals())
                .doesNotContainKeys(FeatureKind.CONTEXT_SHARE, FeatureKind.RELIANCE, FeatureKind.RESPONSE_MASS);
        assertThat(verdict(profile, EXAMPLE)).isEqualTo(verdict);
    }

    @Test
    void aProfileMayOnlyWeighWhatItsKindAllows() {
        assertThatThrownBy(() -> TinyScoring.profile(ProfileKind.RELIANCE).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("ecs:1-2");
    }
}
