package io.plumbline.mitigation;

import io.plumbline.mitigation.MitigationOutcome.Accepted;
import io.plumbline.mitigation.MitigationOutcome.Declined;
import io.plumbline.mitigation.MitigationOutcome.Failed;
import io.plumbline.mitigation.preset.MitigationPreset;
import io.plumbline.mitigation.preset.PresetCodec;
import io.plumbline.mitigation.preset.Tournament;
import io.plumbline.mitigation.strategy.Candidate;
import io.plumbline.mitigation.strategy.Cost;
import io.plumbline.mitigation.strategy.DecodingLimits;
import io.plumbline.mitigation.strategy.DecodingPrompt;
import io.plumbline.mitigation.strategy.PreparedPrompt;
import io.plumbline.mitigation.strategy.Strategy;
import io.plumbline.mitigation.strategy.StrategyDecoder;
import io.plumbline.model.ErrorCode;
import io.plumbline.model.PlumblineException;
import io.plumbline.model.loading.LoadedModel;
import io.plumbline.prompt.PromptTemplate;
import io.plumbline.prompt.RagExample;
import io.plumbline.scoring.Examination;
import io.plumbline.scoring.Judge;
import io.plumbline.scoring.ProfileDetector;
import io.plumbline.scoring.Unexaminable;
import io.plumbline.scoring.Verdict;
import io.plumbline.scoring.profile.Profile;
import io.plumbline.scoring.profile.ProfileCodec;
import io.plumbline.scoring.profile.PromptIdentity;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Repairs flagged answers: candidates by the preset's strategies, each scored as the original was, one accepted or none.
 *
 * <p>Guarantees. Equal requests give equal outcomes on equal environments, whatever ran before, unless the caller cancels. The
 * original is judged here again, so that before and after come from the same profile on the same model. An accepted candidate
 * ended by itself, is no degenerate answer, lies below the threshold and is better than the original beyond the noise of the
 * score ({@link ScoreNoise}). Nothing of the engine is held between calls, and passes run on the calling thread: hand calls to
 * the one thread that owns the device.
 */
public final class Mitigator {
    /** Least room for an answer, in tokens. */
    private static final int LEAST_ROOM = 16;

    private final ProfileDetector detector;
    private final Judge judge;
    private final ScoreNoise noise;
    private final StrategyDecoder decoder;
    private final PromptTemplate template;
    private final MitigationPreset preset;
    private final DegenerationCheck degeneration;
    private final Author author;
    private final String profileId;
    private final String presetId;

    /**
     * A mitigator.
     *
     * @param detector judges; on the decoder's model
     * @param template the detector's prompt template
     * @throws PlumblineException {@link ErrorCode#PROFILE_MISMATCH} if preset, template and model do not belong together, {@link
     *     ErrorCode#INVALID_REQUEST} if a strategy cannot run on the model
     */
    public Mitigator(
            ProfileDetector detector, StrategyDecoder decoder, PromptTemplate template, MitigationPreset preset) {
        Profile profile = detector.profile();
        LoadedModel model = decoder.model();
        check(preset, profile.prompt().equals(PromptIdentity.of(template)), "the prompt template is not the profile's");
        check(
                preset,
                profile.artifacts().modelSha256().equals(model.modelSha256()),
                "the profile was made for another model than the one that writes");
        check(
                preset,
                preset.modelSha256().map(model.modelSha256()::equals).orElse(true),
                "its heads are those of another model, " + preset.modelSha256().orElse("none"));
        preset.strategies().forEach(decoder::requireRunnable);
        this.detector = detector;
        this.judge = new Judge(profile);
        this.noise = new ScoreNoise(judge);
        this.decoder = decoder;
        this.template = template;
        this.preset = preset;
        this.degeneration = new DegenerationCheck(preset.degeneration());
        this.author = Author.of(model);
        this.profileId = ProfileCodec.id(profile);
        this.presetId = PresetCodec.id(preset);
    }

    private static void check(MitigationPreset preset, boolean holds, String otherwise) {
        if (!holds) {
            throw new PlumblineException(
                    ErrorCode.PROFILE_MISMATCH,
                    "preset " + preset.name() + ": " + otherwise + ". Use parts made for each other");
        }
    }

    public MitigationPreset preset() {
        return preset;
    }

    public String presetId() {
        return presetId;
    }

    /**
     * Tries to repair one answer.
     *
     * @param example with the flagged answer as its response
     * @param judgement that flagged it; its threshold holds if it is by this profile, else this profile's own
     * @param cancelled asked before every step of a decoding and between passes
     */
    public MitigationOutcome mitigate(RagExample example, Judgement judgement, BooleanSupplier cancelled) {
        return mitigate(example, judgement, cancelled, AttemptWatch.NONE);
    }

    /** The same, with somebody who watches. */
    public MitigationOutcome mitigate(
            RagExample example, Judgement judgement, BooleanSupplier cancelled, AttemptWatch watch) {
        Run run = new Run(example, judgement, cancelled, watch);
        try {
            return run.outcome();
        } catch (PlumblineException e) {
            return e.code() == ErrorCode.INPUT_TOO_LONG
                    ? new Declined(run.record(), DeclineReason.PROMPT_TOO_LONG, text(e))
                    : new Failed(run.record(), FailureReason.MODEL, e.code(), text(e));
        }
    }

    private static String text(PlumblineException e) {
        return e.getMessage() == null ? e.code().name() : e.getMessage();
    }

    /** An answer, examined and judged. */
    private record Judged(Verdict verdict, double score, double standardError) {}

    private Judged judged(RagExample example) throws Unexaminable {
        Examination examination = detector.examine(example);
        return new Judged(
                judge.judge(example, examination), judge.responseScore(examination), noise.standardError(examination));
    }

    /** One mitigation. */
    private final class Run {
        private final RagExample example;
        private final Judgement judgement;
        private final BooleanSupplier cancelled;
        private final AttemptWatch watch;
        private final List<Attempt> attempts = new ArrayList<>();
        private Optional<Verdict> before = Optional.empty();
        private boolean outOfBudget;

        Run(RagExample example, Judgement judgement, BooleanSupplier cancelled, AttemptWatch watch) {
            this.example = example;
            this.judgement = judgement;
            this.cancelled = cancelled;
            this.watch = watch;
        }

        MitigationRecord record() {
            Guidance guidance =
                    before.map(verdict -> Guidance.of(example, verdict.spans())).orElse(Guidance.NONE);
            return new MitigationRecord(example, before, attempts, guidance, author, profileId, presetId);
        }

        MitigationOutcome outcome() {
            if (cancelled.getAsBoolean()) {
                return cancelled();
            }
            Judged original;
            try {
                original = judged(example);
            } catch (Unexaminable e) {
                return declined(DeclineReason.NOT_JUDGED, e.reason() + ": " + e.getMessage());
            }
            before = Optional.of(original.verdict());
            double threshold = judgement.profileId().equals(profileId)
                    ? judgement.threshold()
                    : original.verdict().threshold();
            if (original.verdict().probability() < threshold) {
                return declined(
                        DeclineReason.NOT_FLAGGED,
                        "judged here its probability is " + original.verdict().probability() + ", below the threshold "
                                + threshold);
            }
            if (preset.strategies().isEmpty()) {
                return declined(
                        DeclineReason.GUIDANCE_ONLY,
                        "preset " + preset.name() + " has no strategies: see the unsupported spans and what they read");
            }
            return tournament(original, threshold);
        }

        private MitigationOutcome tournament(Judged original, double threshold) {
            DecodingPrompt prompt = DecodingPrompt.of(example, template, decoder.model());
            int window = decoder.model().model().config().contextLength();
            int room = window - prompt.prompt().size();
            if (room < LEAST_ROOM) {
                return declined(
                        DeclineReason.PROMPT_TOO_LONG,
                        "the prompt has " + prompt.prompt().size() + " tokens of the window's " + window
                                + " and leaves no room for an answer");
            }
            try (PreparedPrompt prepared = new PreparedPrompt(prompt)) {
                return tournament(original, threshold, prepared, room);
            }
        }

        private MitigationOutcome tournament(Judged original, double threshold, PreparedPrompt prompt, int room) {
            Cost spent = Cost.NONE;
            for (Strategy strategy : preset.strategies()) {
                Optional<DecodingLimits> left = preset.limits().left(spent, room);
                if (left.isEmpty()) {
                    outOfBudget = true;
                    break;
                }
                watch.began(strategy);
                Candidate candidate = decoder.write(strategy, prompt, left.get(), cancelled);
                spent = spent.plus(candidate.cost());
                if (cancelled.getAsBoolean()) {
                    watch.ended(Optional.empty());
                    return cancelled();
                }
                Attempt attempt = judge(original, threshold, strategy, candidate);
                attempts.add(attempt);
                watch.ended(Optional.of(attempt));
                if (attempt.rejection().isEmpty() && preset.tournament() == Tournament.FIRST) {
                    break;
                }
            }
            return decided();
        }

        private Attempt judge(Judged original, double threshold, Strategy strategy, Candidate candidate) {
            Optional<Rejection> degenerate = degeneration.reject(example.response(), candidate);
            if (degenerate.isPresent()) {
                return new Attempt(strategy, candidate, Optional.empty(), Optional.empty(), degenerate);
            }
            RagExample rewritten = example.withResponse(candidate.text());
            Judged after;
            try {
                after = judged(rewritten);
            } catch (Unexaminable e) {
                Rejection rejection = new Rejection(Rejection.Reason.NOT_SCORED, e.reason() + ": " + e.getMessage());
                return new Attempt(strategy, candidate, Optional.empty(), Optional.empty(), Optional.of(rejection));
            }
            Comparison comparison = compare(original, after, threshold);
            return new Attempt(
                    strategy, candidate, Optional.of(after.verdict()), Optional.of(comparison), rejection(comparison));
        }

        private Comparison compare(Judged original, Judged after, double threshold) {
            double error = Math.hypot(original.standardError(), after.standardError());
            double probability = original.verdict().probability();
            double ceiling = probability - preset.acceptance().minimumDrop();
            // where the noise is not known nothing is beyond it, not even with a z of 0
            double noise =
                    Double.isInfinite(error) ? error : preset.acceptance().z() * error;
            double scoreCeiling = original.score() - noise;
            if (noise > 0) {
                double noiseCeiling = Double.isInfinite(noise)
                        ? Double.NEGATIVE_INFINITY
                        : judge.profile().responseCalibration().probability(scoreCeiling);
                ceiling = Math.min(ceiling, noiseCeiling);
            }
            return new Comparison(
                    original.score(),
                    after.score(),
                    error,
                    probability,
                    after.verdict().probability(),
                    threshold,
                    scoreCeiling,
                    ceiling);
        }

        private Optional<Rejection> rejection(Comparison comparison) {
            if (!comparison.belowThreshold()) {
                return Optional.of(new Rejection(
                        Rejection.Reason.STILL_FLAGGED,
                        "its probability " + comparison.probabilityAfter() + " is not below the threshold "
                                + comparison.threshold()));
            }
            if (!comparison.beyondNoise()) {
                return Optional.of(new Rejection(
                        Rejection.Reason.WITHIN_NOISE,
                        "its probability " + comparison.probabilityAfter() + " and its score " + comparison.scoreAfter()
                                + " are no improvement on " + comparison.probabilityBefore() + " and "
                                + comparison.scoreBefore() + ": at most " + comparison.ceiling() + " and below "
                                + comparison.scoreCeiling() + " were asked for"));
            }
            return Optional.empty();
        }

        private MitigationOutcome decided() {
            Optional<Attempt> winner = attempts.stream()
                    .filter(a -> a.rejection().isEmpty())
                    .min(Comparator.comparingDouble(Run::probabilityAfter));
            if (winner.isPresent()) {
                Attempt best = winner.get();
                attempts.replaceAll(a -> a.rejection().isEmpty() && !a.equals(best) ? a.rejected(outdone(best)) : a);
                return new Accepted(record(), best);
            }
            boolean judgedAny = attempts.stream().anyMatch(a -> a.after().isPresent());
            if (judgedAny) {
                return declined(DeclineReason.NOT_IMPROVED, "no candidate is better than the original" + reasons());
            }
            boolean cutOff = attempts.stream().allMatch(a -> a.rejection()
                    .map(r -> r.reason() == Rejection.Reason.UNFINISHED)
                    .orElse(false));
            return outOfBudget || cutOff
                    ? declined(DeclineReason.BUDGET_EXHAUSTED, "no candidate came to an end" + reasons())
                    : declined(DeclineReason.NO_USABLE_CANDIDATE, "no candidate is an answer of its own" + reasons());
        }

        private static double probabilityAfter(Attempt attempt) {
            return attempt.comparison().orElseThrow().probabilityAfter();
        }

        private static Rejection outdone(Attempt best) {
            return new Rejection(
                    Rejection.Reason.OUTDONE, best.candidate().strategy() + " reached " + probabilityAfter(best));
        }

        private String reasons() {
            StringBuilder reasons = new StringBuilder();
            for (Attempt attempt : attempts) {
                reasons.append("; ").append(attempt.candidate().strategy()).append(": ");
                attempt.rejection()
                        .ifPresent(r -> reasons.append(r.reason()).append(", ").append(r.detail()));
            }
            return reasons.toString();
        }

        private Declined declined(DeclineReason reason, String detail) {
            return new Declined(record(), reason, detail);
        }

        private Failed cancelled() {
            return new Failed(
                    record(),
                    FailureReason.CANCELLED,
                    ErrorCode.TIMEOUT,
                    "stopped before its end, out of time or because the service ends: allow more time, or give the preset fewer"
                            + " strategies");
        }
    }
}
