package io.plumbline.mitigation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.mitigation.MitigationOutcome.Accepted;
import io.plumbline.mitigation.MitigationOutcome.Declined;
import io.plumbline.mitigation.MitigationOutcome.Failed;
import io.plumbline.mitigation.preset.AcceptanceRule;
import io.plumbline.mitigation.preset.DegenerationRule;
import io.plumbline.mitigation.preset.MitigationLimits;
import io.plumbline.mitigation.preset.MitigationPreset;
import io.plumbline.mitigation.preset.PresetCodec;
import io.plumbline.mitigation.preset.Tournament;
import io.plumbline.mitigation.strategy.HeadMask;
import io.plumbline.mitigation.strategy.Knockout;
import io.plumbline.mitigation.strategy.Regenerate;
import io.plumbline.mitigation.strategy.Strategy;
import io.plumbline.mitigation.strategy.StrategyDecoder;
import io.plumbline.model.ErrorCode;
import io.plumbline.model.HeadId;
import io.plumbline.model.KnockoutMode;
import io.plumbline.model.Phase;
import io.plumbline.model.PlumblineException;
import io.plumbline.model.loading.LoadedModel;
import io.plumbline.model.testkit.ScriptedModel;
import io.plumbline.prompt.Passage;
import io.plumbline.prompt.PromptTemplate;
import io.plumbline.prompt.RagExample;
import io.plumbline.scoring.ProfileDetector;
import io.plumbline.scoring.feature.Feature;
import io.plumbline.scoring.profile.Artifacts;
import io.plumbline.scoring.profile.Calibration;
import io.plumbline.scoring.profile.EvidenceRule;
import io.plumbline.scoring.profile.Profile;
import io.plumbline.scoring.profile.ProfileBuilder;
import io.plumbline.scoring.profile.ProfileCodec;
import io.plumbline.scoring.profile.ProfileKind;
import io.plumbline.scoring.profile.Scaling;
import io.plumbline.scoring.profile.SpanRule;
import io.plumbline.scoring.profile.TokenRule;
import io.plumbline.scoring.profile.TokenTerm;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The loop, on a model that writes what it is told and a profile that suspects words from nowhere. */
final class MitigatorTest {
    private static final String GOOD = "The river rises in the south.";
    private static final Strategy MASKED =
            new Knockout(new HeadMask(TinyMitigation.HEADS, KnockoutMode.UNIFORM, Phase.DECODE), "test");
    private static final DegenerationRule RULE =
            new DegenerationRule(2, 0.2, 3, 12, 2, 0.3, List.of("i cannot", "not enough information"));
    private static final AcceptanceRule ACCEPTANCE = new AcceptanceRule(0.05, 1.645, "test");
    private static final MitigationPreset PRESET = new MitigationPreset(
            "test",
            Optional.of("9".repeat(64)),
            List.of(Regenerate.GREEDY, MASKED),
            Tournament.FIRST,
            new MitigationLimits(110, 1000, 100_000),
            RULE,
            ACCEPTANCE,
            "");

    private static Profile profile() {
        Artifacts artifacts = Artifacts.of(TinyMitigation.reference());
        return new ProfileBuilder("novelty", ProfileKind.ENSEMBLE, artifacts, TinyMitigation.TEMPLATE)
                .token(new TokenRule(List.of(new TokenTerm(Feature.parse("novel-word"), Scaling.NONE, 1)), 0, 1))
                .tokenCalibration(new Calibration.Logistic(4, -2))
                .responseCalibration(new Calibration.Logistic(20, -2))
                .spans(new SpanRule(0.5, 1, 1))
                .evidence(new EvidenceRule(TinyMitigation.HEADS, 2, 8, 2))
                .build();
    }

    private static LoadedModel scripted(String plain, String masked, int failures) {
        LoadedModel tiny = TinyMitigation.reference();
        return new LoadedModel(
                new ScriptedModel(tiny.model(), plain, masked, failures),
                tiny.tokenizer(),
                tiny.chatTemplate(),
                tiny.name(),
                tiny.modelSha256());
    }

    private static Mitigator mitigator(LoadedModel model, MitigationPreset preset) {
        return mitigator(model, profile(), preset);
    }

    private static Mitigator mitigator(LoadedModel model, Profile profile, MitigationPreset preset) {
        return new Mitigator(
                new ProfileDetector(model, profile, TinyMitigation.TEMPLATE, Optional.empty()),
                new StrategyDecoder(model, Optional.empty(), Optional.of(profile)),
                TinyMitigation.TEMPLATE,
                preset);
    }

    private static Judgement judgement(double threshold) {
        return new Judgement(ProfileCodec.id(profile()), 0.9, threshold);
    }

    private static MitigationOutcome mitigate(String plain, String masked, MitigationPreset preset) {
        return mitigator(scripted(plain, masked, 0), preset)
                .mitigate(TinyMitigation.EXAMPLE, judgement(0.5), () -> false);
    }

    private static MitigationOutcome mitigate(String plain, String masked) {
        return mitigate(plain, masked, PRESET);
    }

    private static Rejection.Reason rejection(MitigationOutcome outcome, int attempt) {
        return outcome.record()
                .attempts()
                .get(attempt)
                .rejection()
                .orElseThrow()
                .reason();
    }

    private static MitigationPreset with(AcceptanceRule acceptance, Tournament tournament, MitigationLimits limits) {
        return new MitigationPreset(
                "test", PRESET.modelSha256(), PRESET.strategies(), tournament, limits, RULE, acceptance, "");
    }

    @Test
    void aBetterAnswerIsAccepted() {
        MitigationOutcome outcome = mitigate(GOOD, "unused");
        assertThat(outcome).isInstanceOfSatisfying(Accepted.class, accepted -> {
            Attempt winner = accepted.winner();
            assertThat(winner.candidate().text()).isEqualTo(GOOD);
            assertThat(winner.candidate().strategy()).isEqualTo("regenerate");
            Comparison comparison = winner.comparison().orElseThrow();
            assertThat(comparison.probabilityBefore()).isGreaterThan(0.9);
            assertThat(comparison.probabilityAfter()).isLessThan(0.2);
            assertThat(comparison.standardError()).isPositive();
            assertThat(comparison.margin()).isGreaterThan(0.05);
            // the first is enough
            assertThat(accepted.record().attempts()).hasSize(1);
        });
        MitigationRecord record = outcome.record();
        assertThat(record.original()).isEqualTo(TinyMitigation.EXAMPLE);
        assertThat(record.author()).isEqualTo(new Author("tiny", "9".repeat(64)));
        assertThat(record.profileId()).isEqualTo(ProfileCodec.id(profile()));
        assertThat(record.presetId()).isEqualTo(PresetCodec.id(PRESET));
        assertThat(record.cost().newTokens()).isEqualTo(GOOD.length());
        assertThat(mitigate(GOOD, "unused")).isEqualTo(outcome);
    }

    @Test
    void guidanceNamesTheUnsupportedWordAndWhatWasRead() {
        Guidance guidance = mitigate(GOOD, "").record().guidance();
        assertThat(guidance.unsupported()).singleElement().satisfies(found -> {
            assertThat(found.text()).isEqualTo("north");
            assertThat(found.supporting()).isNotEmpty();
            for (Guidance.Supporting part : found.supporting()) {
                Passage passage = TinyMitigation.EXAMPLE.passages().stream()
                        .filter(p -> p.id().equals(part.passageId()))
                        .findFirst()
                        .orElseThrow();
                assertThat(part.span().of(passage.text())).isEqualTo(part.text());
            }
        });
        MitigationOutcome only = mitigate(GOOD, "", PRESET.withStrategies(Optional.empty(), List.of()));
        assertThat(only).isInstanceOfSatisfying(Declined.class, d -> assertThat(d.reason())
                .isEqualTo(DeclineReason.GUIDANCE_ONLY));
        assertThat(only.record().guidance()).isEqualTo(guidance);
    }

    @Test
    void theNextStrategyGetsItsTurn() {
        MitigationOutcome outcome = mitigate("It rises in the west.", GOOD);
        assertThat(outcome).isInstanceOfSatisfying(Accepted.class, accepted -> assertThat(
                        accepted.winner().candidate().strategy())
                .isEqualTo("knockout"));
        assertThat(rejection(outcome, 0)).isEqualTo(Rejection.Reason.STILL_FLAGGED);
        assertThat(outcome.record().cost().newTokens()).isEqualTo("It rises in the west.".length() + GOOD.length());
    }

    @Test
    void theBestOfSeveralWinsATournament() {
        // one novel word among many: below the threshold, but not as good
        String fair = "The river rises in the south, it flows of the sea.";
        MitigationPreset best = with(new AcceptanceRule(0.05, 0, "test"), Tournament.BEST, PRESET.limits());
        MitigationOutcome outcome = mitigate(fair, GOOD, best);
        assertThat(outcome).isInstanceOfSatisfying(Accepted.class, accepted -> assertThat(
                        accepted.winner().candidate().text())
                .isEqualTo(GOOD));
        assertThat(rejection(outcome, 0)).isEqualTo(Rejection.Reason.OUTDONE);
    }

    @Test
    void whatIsNoAnswerIsDropped() {
        assertThat(rejection(mitigate("", GOOD), 0)).isEqualTo(Rejection.Reason.EMPTY);
        assertThat(rejection(mitigate("It rises in the  NORTH.", GOOD), 0))
                .isEqualTo(Rejection.Reason.SAME_AS_ORIGINAL);
        assertThat(rejection(mitigate("South.", GOOD), 0)).isEqualTo(Rejection.Reason.TOO_SHORT);
        assertThat(rejection(mitigate("the sea the sea the sea the sea", GOOD), 0))
                .isEqualTo(Rejection.Reason.REPETITIVE);
        assertThat(rejection(mitigate("I cannot rises in the south.", GOOD), 0)).isEqualTo(Rejection.Reason.REFUSAL);
        MitigationOutcome outcome = mitigate(
                "It rises in the south, it flows to the sea, the title does it in the south where it flows.", "South");
        assertThat(rejection(outcome, 0)).isEqualTo(Rejection.Reason.TOO_LONG);
        assertThat(rejection(outcome, 1)).isEqualTo(Rejection.Reason.TOO_SHORT);
        assertThat(outcome).isInstanceOfSatisfying(Declined.class, d -> {
            assertThat(d.reason()).isEqualTo(DeclineReason.NO_USABLE_CANDIDATE);
            assertThat(d.detail()).contains("regenerate: TOO_LONG").contains("knockout: TOO_SHORT");
        });
    }

    @Test
    void anImprovementWithinTheNoiseIsNone() {
        MitigationPreset strict = with(new AcceptanceRule(0.05, 3, "test"), Tournament.FIRST, PRESET.limits());
        MitigationOutcome outcome = mitigate(GOOD, "It rises in the west.", strict);
        assertThat(rejection(outcome, 0)).isEqualTo(Rejection.Reason.WITHIN_NOISE);
        assertThat(outcome).isInstanceOfSatisfying(Declined.class, d -> assertThat(d.reason())
                .isEqualTo(DeclineReason.NOT_IMPROVED));
        MitigationPreset bold = with(new AcceptanceRule(0.95, 0, "test"), Tournament.FIRST, PRESET.limits());
        assertThat(rejection(mitigate(GOOD, "", bold), 0)).isEqualTo(Rejection.Reason.WITHIN_NOISE);
    }

    @Test
    void whereTheCalibrationIsFlatTheScoreDecides() {
        // from 0.1 down every score is the same probability, also one that the noise could make
        Profile flat = ProfileBuilder.of(profile())
                .responseCalibration(new Calibration.Isotonic(
                        List.of(new Calibration.Point(0.1, 0.125), new Calibration.Point(0.2, 0.875))))
                .build();
        Judgement judgement = new Judgement(ProfileCodec.id(flat), 0.9, 0.5);
        MitigationPreset strict = with(new AcceptanceRule(0.05, 3, "test"), Tournament.FIRST, PRESET.limits());
        MitigationOutcome noise = mitigator(scripted(GOOD, GOOD, 0), flat, strict)
                .mitigate(TinyMitigation.EXAMPLE, judgement, () -> false);
        Attempt attempt = noise.record().attempts().get(0);
        Comparison comparison = attempt.comparison().orElseThrow();
        assertThat(comparison.belowThreshold()).isTrue();
        assertThat(comparison.probabilityAfter()).isLessThanOrEqualTo(comparison.ceiling());
        assertThat(comparison.scoreAfter())
                .isLessThan(comparison.scoreBefore())
                .isGreaterThanOrEqualTo(comparison.scoreCeiling());
        assertThat(rejection(noise, 0)).isEqualTo(Rejection.Reason.WITHIN_NOISE);
        assertThat(mitigator(scripted(GOOD, GOOD, 0), flat, PRESET)
                        .mitigate(TinyMitigation.EXAMPLE, judgement, () -> false))
                .isInstanceOf(Accepted.class);
    }

    @Test
    void nothingIsBeyondANoiseThatIsNotKnown() {
        MitigationPreset bold = with(new AcceptanceRule(0.05, 0, "test"), Tournament.FIRST, PRESET.limits());
        // an answer of one token has no jackknife, and this profile no calibration answers
        MitigationOutcome outcome = mitigator(scripted(GOOD, GOOD, 0), bold)
                .mitigate(TinyMitigation.example("q"), judgement(0.5), () -> false);
        assertThat(rejection(outcome, 0)).isEqualTo(Rejection.Reason.WITHIN_NOISE);
    }

    @Test
    void budgetsEndATournament() {
        MitigationPreset few = with(ACCEPTANCE, Tournament.FIRST, new MitigationLimits(60, 10, 100_000));
        MitigationOutcome outcome = mitigate(GOOD, GOOD, few);
        assertThat(outcome).isInstanceOfSatisfying(Declined.class, d -> assertThat(d.reason())
                .isEqualTo(DeclineReason.BUDGET_EXHAUSTED));
        assertThat(outcome.record().attempts()).hasSize(1);
        assertThat(rejection(outcome, 0)).isEqualTo(Rejection.Reason.UNFINISHED);
        assertThat(outcome.record().cost().passes()).isEqualTo(10);
        MitigationPreset shortOnes = with(ACCEPTANCE, Tournament.FIRST, new MitigationLimits(5, 1000, 100_000));
        assertThat(mitigate(GOOD, GOOD, shortOnes).record().attempts()).hasSize(2);
    }

    @Test
    void cancellationAndFailuresAreSaid() {
        AtomicInteger asked = new AtomicInteger();
        MitigationOutcome cancelled = mitigator(scripted(GOOD, GOOD, 0), PRESET)
                .mitigate(TinyMitigation.EXAMPLE, judgement(0.5), () -> asked.incrementAndGet() > 5);
        assertThat(cancelled).isInstanceOfSatisfying(Failed.class, f -> {
            assertThat(f.reason()).isEqualTo(FailureReason.CANCELLED);
            assertThat(f.record().guidance().unsupported()).isNotEmpty();
        });
        Mitigator flaky = mitigator(scripted(GOOD, GOOD, 1), PRESET);
        assertThat(flaky.mitigate(TinyMitigation.EXAMPLE, judgement(0.5), () -> false))
                .isInstanceOfSatisfying(Failed.class, f -> {
                    assertThat(f.code()).isEqualTo(ErrorCode.ENGINE_FAILURE);
                    assertThat(f.code().retriable()).isTrue();
                });
        // the same mitigator goes on
        assertThat(flaky.mitigate(TinyMitigation.EXAMPLE, judgement(0.5), () -> false))
                .isInstanceOf(Accepted.class);
    }

    @Test
    void whatIsNotFlaggedOrNotJudgedIsDeclined() {
        Mitigator mitigator = mitigator(scripted(GOOD, GOOD, 0), PRESET);
        declined(DeclineReason.NOT_FLAGGED, mitigator.mitigate(TinyMitigation.EXAMPLE, judgement(0.99), () -> false));
        // another profile's threshold says nothing here
        assertThat(mitigator.mitigate(TinyMitigation.EXAMPLE, new Judgement("other", 1, 0.99), () -> false))
                .isInstanceOf(Accepted.class);
        declined(
                DeclineReason.NOT_JUDGED,
                mitigator.mitigate(TinyMitigation.EXAMPLE.withPassages(List.of()), judgement(0.5), () -> false));
        RagExample full = new RagExample(
                "long",
                Optional.of("Where?"),
                List.of(new Passage("p", "", "a".repeat(TinyMitigation.CONTEXT_LENGTH - 75))),
                "Up there.");
        declined(DeclineReason.PROMPT_TOO_LONG, mitigator.mitigate(full, judgement(0.5), () -> false));
    }

    private static void declined(DeclineReason reason, MitigationOutcome outcome) {
        assertThat(outcome).isInstanceOfSatisfying(Declined.class, d -> assertThat(d.reason())
                .as(d.detail())
                .isEqualTo(reason));
    }

    @Test
    void partsThatDoNotBelongTogetherAreRefused() {
        LoadedModel model = scripted(GOOD, GOOD, 0);
        ProfileDetector detector = new ProfileDetector(model, profile(), TinyMitigation.TEMPLATE, Optional.empty());
        StrategyDecoder decoder = new StrategyDecoder(model, Optional.empty(), Optional.empty());
        MitigationPreset foreign = PRESET.withStrategies(Optional.of("a".repeat(64)), List.of(MASKED));
        refused(ErrorCode.PROFILE_MISMATCH, () -> new Mitigator(detector, decoder, TinyMitigation.TEMPLATE, foreign));
        refused(ErrorCode.PROFILE_MISMATCH, () -> new Mitigator(detector, decoder, PromptTemplate.STRICT, PRESET));
        Strategy noHead = new Knockout(new HeadMask(List.of(new HeadId(7, 0)), KnockoutMode.ZERO, Phase.BOTH), "test");
        refused(
                ErrorCode.INVALID_REQUEST,
                () -> new Mitigator(
                        detector,
                        decoder,
                        TinyMitigation.TEMPLATE,
                        PRESET.withStrategies(PRESET.modelSha256(), List.of(noHead))));
    }

    private static void refused(ErrorCode code, Runnable call) {
        assertThatThrownBy(call::run).isInstanceOfSatisfying(PlumblineException.class, e -> assertThat(e.code())
                .isEqualTo(code));
    }
}
