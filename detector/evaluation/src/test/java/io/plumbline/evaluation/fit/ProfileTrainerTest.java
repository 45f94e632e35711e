package io.plumbline.evaluation.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.model.HeadId;
import io.plumbline.prompt.PromptTemplate;
import io.plumbline.scoring.Causes;
import io.plumbline.scoring.Examination;
import io.plumbline.scoring.ExaminedWindow;
import io.plumbline.scoring.Judge;
import io.plumbline.scoring.feature.Feature;
import io.plumbline.scoring.feature.FeatureKind;
import io.plumbline.scoring.profile.Artifacts;
import io.plumbline.scoring.profile.CauseRule;
import io.plumbline.scoring.profile.Profile;
import io.plumbline.scoring.profile.ProfileCodec;
import io.plumbline.scoring.profile.ProfileKind;
import io.plumbline.scoring.profile.ResponseRule;
import io.plumbline.statistics.Ranking;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ProfileTrainerTest {
    private static final Artifacts ARTIFACTS = new Artifacts("a".repeat(64), "b".repeat(64), "c".repeat(64));
    private static final List<HeadId> HEADS = List.of(new HeadId(1, 0), new HeadId(2, 1));
    private static final Recipe RECIPE = Recipe.ensemble(HEADS, List.of(), List.of(3));

    /** Surprise marks wrong tokens, reliance falls in wrong answers, novelty is turned round, the rest is noise. */
    private static List<TrainingRow> rows(String set, int count, long seed, boolean spans) {
        SplittableRandom random = new SplittableRandom(seed);
        List<TrainingRow> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            boolean bad = i % 2 == 0;
            int tokens = 8 + random.nextInt(8);
            int wrong = random.nextInt(tokens);
            rows.add(Tables.row(
                    set,
                    i,
                    bad,
                    bad && spans ? List.of(wrong) : List.of(),
                    tokens,
                    50,
                    RECIPE.features(),
                    (feature, t) -> switch (feature.kind()) {
                        case SURPRISE -> random.nextDouble() + (bad && t == wrong ? 3 : 0);
                        case RELIANCE -> t == 0 ? Double.NaN : random.nextDouble() * 2 - (bad ? 1 : 0);
                        case NOVEL_WORD -> bad ? 0 : 1;
                        default -> random.nextDouble();
                    }));
        }
        return rows;
    }

    private static Profile fit() {
        List<TrainingRow> train = new ArrayList<>(rows("a", 60, 1, true));
        train.addAll(rows("b", 60, 2, false));
        return new ProfileTrainer(RECIPE, ARTIFACTS, PromptTemplate.STRICT)
                .fit("made", train, rows("c", 40, 3, true), ThresholdObjective.BALANCED);
    }

    private static double weight(Profile profile, FeatureKind kind) {
        return profile.token().terms().stream()
                .filter(t -> t.feature().kind() == kind)
                .mapToDouble(t -> t.weight())
                .sum();
    }

    @Test
    void whatTellsTokensApartIsFoundAndWhatIsTurnedRoundIsNot() {
        Profile profile = fit();
        assertThat(weight(profile, FeatureKind.SURPRISE)).isGreaterThan(0.5);
        assertThat(weight(profile, FeatureKind.NOVEL_WORD)).isZero();
        assertThat(weight(profile, FeatureKind.RELIANCE)).isNotPositive();
        List<TrainingRow> unseen = rows("d", 60, 9, true);
        Judge judge = new Judge(profile);
        double[] scores = unseen.stream()
                .mapToDouble(r -> judge.responseScore(r.examination()))
                .toArray();
        boolean[] labels = new boolean[scores.length];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = unseen.get(i).hallucinated();
        }
        assertThat(Ranking.auroc(scores, labels)).isGreaterThan(0.95);
        assertThat(profile.prevalence()).isEqualTo(0.5);
        assertThat(profile.causes()).extracting(CauseRule::cause).contains(Causes.LOW_CONTEXT_USE);
    }

    @Test
    void theSameRowsGiveTheSameProfileToTheByte() {
        assertThat(ProfileCodec.write(fit())).isEqualTo(ProfileCodec.write(fit()));
        assertThat(ProfileCodec.read(ProfileCodec.write(fit()))).isEqualTo(fit());
    }

    private static TrainingRow inTwoWindows(TrainingRow row) {
        Examination one = row.examination();
        ExaminedWindow window = one.windows().get(0);
        return new TrainingRow(
                row.example(), new Examination(one.tokens(), List.of(window, window), one.promptTokens()));
    }

    @Test
    void rowsThatNeedSeveralWindowsAreLeftOutOfTheFit() {
        ProfileTrainer trainer = new ProfileTrainer(RECIPE, ARTIFACTS, PromptTemplate.STRICT);
        List<TrainingRow> longOnes = rows("d", 20, 4, true).stream()
                .map(ProfileTrainerTest::inTwoWindows)
                .toList();
        List<TrainingRow> train = new ArrayList<>(rows("a", 60, 1, true));
        train.addAll(rows("b", 60, 2, false));
        train.addAll(longOnes);
        assertThat(ProfileTrainer.trainable(train)).hasSize(120).doesNotContainAnyElementsOf(longOnes);
        Profile fitted = trainer.fit("made", train, rows("c", 40, 3, true), ThresholdObjective.BALANCED);
        assertThat(ProfileCodec.write(fitted)).isEqualTo(ProfileCodec.write(fit()));
        assertThatThrownBy(() -> trainer.score("made", longOnes))
                .isInstanceOf(UnfitException.class)
                .hasMessageContaining("one window");
    }

    private static Profile fitWithClassifier(boolean informative) {
        Recipe recipe = RECIPE.withClassifier();
        SplittableRandom random = new SplittableRandom(7);
        List<TrainingRow> rows = new ArrayList<>();
        for (int i = 0; i < 80; i++) {
            boolean bad = i % 2 == 0;
            int wrong = random.nextInt(10);
            rows.add(Tables.row(
                    i < 40 ? "a" : "b",
                    i,
                    bad,
                    bad ? List.of(wrong) : List.of(),
                    10,
                    50,
                    recipe.features(),
                    (f, t) -> f.kind() == FeatureKind.CLASSIFIER
                            ? (bad && t == wrong) == informative ? 0.9 : 0.1
                            : random.nextDouble()));
        }
        Artifacts both = ARTIFACTS.withClassifier(Optional.of("d".repeat(64)));
        return new ProfileTrainer(recipe, both, PromptTemplate.STRICT)
                .fit("with-classifier", rows, rows, ThresholdObjective.BALANCED);
    }

    @Test
    void aClassifierIsNamedOnlyIfItHelps() {
        Profile helped = fitWithClassifier(true);
        assertThat(weight(helped, FeatureKind.CLASSIFIER)).isPositive();
        assertThat(helped.artifacts().classifierSha256()).contains("d".repeat(64));
        assertThat(ProfileCodec.read(ProfileCodec.write(helped))).isEqualTo(helped);

        Profile misled = fitWithClassifier(false);
        assertThat(weight(misled, FeatureKind.CLASSIFIER)).isZero();
        assertThat(misled.artifacts()).isEqualTo(ARTIFACTS);
        assertThatThrownBy(() -> Recipe.redeep(HEADS, List.of(4)).withClassifier())
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void redeepIsOneLinearScoreWhoseMeanIsTheAnswers() {
        Recipe redeep = Recipe.redeep(HEADS, List.of(4));
        SplittableRandom random = new SplittableRandom(4);
        List<TrainingRow> rows = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            boolean bad = i % 2 == 0;
            rows.add(Tables.row(
                    "a",
                    i,
                    bad,
                    List.of(),
                    10,
                    50,
                    redeep.features(),
                    (f, t) ->
                            f.kind() == FeatureKind.PKS ? random.nextDouble() + (bad ? 0.5 : 0) : random.nextDouble()));
        }
        Profile profile = new ProfileTrainer(redeep, ARTIFACTS, PromptTemplate.STRICT)
                .fit("redeep", rows, rows, ThresholdObjective.BALANCED);
        assertThat(profile.kind()).isEqualTo(ProfileKind.REDEEP);
        assertThat(profile.response()).isEqualTo(ResponseRule.MEAN);
        assertThat(weight(profile, FeatureKind.PKS)).isPositive();
        // ECS stays with weight 0 or less, since causes look at it
        assertThat(profile.features()).contains(Feature.of(FeatureKind.ECS, HEADS.get(0)));
    }

    @Test
    void rowsThatSayNothingAreRefused() {
        SplittableRandom random = new SplittableRandom(5);
        List<TrainingRow> one = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            one.add(Tables.row("a", i, true, List.of(), 5, 9, RECIPE.features(), (f, t) -> random.nextDouble()));
        }
        Profile profile = fit();
        assertThatThrownBy(() -> ProfileTrainer.calibrated(profile, one, ThresholdObjective.BALANCED))
                .isInstanceOf(UnfitException.class)
                .hasMessageContaining("both kinds");
    }

    @Test
    void theNullModelTakesLengthAndPositionOut() {
        SplittableRandom random = new SplittableRandom(6);
        RelianceTrainer trainer = new RelianceTrainer(HEADS, ARTIFACTS, PromptTemplate.STRICT);
        List<TrainingRow> own = new ArrayList<>();
        List<TrainingRow> foreign = new ArrayList<>();
        for (int i = 0; i < 80; i++) {
            int context = i % 2 == 0 ? 30 : 900;
            Tables.Values usual = (f, t) ->
                    t == 0 ? Double.NaN : 1 + 0.5 * Math.log(context) - 0.8 * Math.log1p(t) + random.nextDouble() * 0.2;
            foreign.add(Tables.row("f", i, true, List.of(), 12, context, trainer.features(), usual));
            own.add(Tables.row(
                    "o", i, false, List.of(), 12, context, trainer.features(), (f, t) -> usual.of(f, t) + 0.3));
        }
        Profile profile = trainer.fit("zero-label", own, foreign);
        var scaling = profile.token().terms().get(0).scaling();
        assertThat(scaling.perLogContext()).isCloseTo(0.5, within(0.02));
        assertThat(scaling.perLogPosition()).isCloseTo(-0.8, within(0.05));
        Judge judge = new Judge(profile);
        double shortContext = judge.responseScore(own.get(0).examination());
        double longContext = judge.responseScore(own.get(1).examination());
        assertThat(shortContext).isCloseTo(longContext, within(0.4));
        assertThat(judge.responseScore(foreign.get(0).examination())).isGreaterThan(shortContext + 1);
    }
}
