package io.plumbline.stages;

import io.plumbline.mitigation.Attempt;
import io.plumbline.mitigation.FailureReason;
import io.plumbline.mitigation.MitigationOutcome;
import io.plumbline.mitigation.MitigationRecord;
import io.plumbline.model.ErrorCode;
import io.plumbline.prompt.RagExample;
import io.plumbline.schemas.Answer;
import io.plumbline.schemas.Event;
import io.plumbline.schemas.Ids;
import io.plumbline.schemas.MitigationAttempt;
import io.plumbline.schemas.MitigationDecision;
import io.plumbline.schemas.MitigationEvent;
import io.plumbline.schemas.MitigationReason;
import io.plumbline.schemas.MitigationRequestEvent;
import io.plumbline.schemas.Outcome;
import io.plumbline.scoring.DetectionOutcome;
import io.plumbline.scoring.Verdict;
import java.util.List;
import java.util.Optional;

/**
 * From a mitigator's outcome to the wire's.
 *
 * @param presetName for people
 * @param presetId what was tried
 */
record MitigationMapper(String presetName, String presetId) {
    /** Characters of the event's {@code detail}. */
    private static final int DETAIL_MAX = 2000;

    /** Characters of names. */
    private static final int NAME_MAX = 200;

    /** What became of a request. */
    MitigationEvent toEvent(MitigationRequestEvent request, MitigationOutcome outcome) {
        MitigationRecord record = outcome.record();
        Optional<Attempt> winner = outcome.fold(
                accepted -> Optional.of(accepted.winner()), declined -> Optional.empty(), failed -> Optional.empty());
        return new MitigationEvent(
                Event.CURRENT_VERSION,
                Ids.mitigationId(request.requestId(), presetId),
                request.requestId(),
                request.verdict().verdictId(),
                request.generation().id(),
                request.tenant(),
                name(winner.map(MitigationMapper::strategy).orElse(presetName)),
                decision(outcome),
                reason(outcome),
                detail(text(outcome)),
                Optional.of(name(record.author().model())),
                Optional.of(record.profileId()),
                Optional.of(record.presetId()),
                record.attempts().stream().map(MitigationMapper::attempt).toList(),
                new Answer(
                        record.original().response(),
                        record.before()
                                .map(verdict -> mapped(record.original(), verdict))
                                .orElse(request.verdict().outcome())),
                winner.map(attempt -> after(record.original(), attempt)));
    }

    /** A request that broke the mitigator. */
    MitigationEvent toEvent(MitigationRequestEvent request, ErrorCode code, String detail) {
        return new MitigationEvent(
                Event.CURRENT_VERSION,
                Ids.mitigationId(request.requestId(), presetId),
                request.requestId(),
                request.verdict().verdictId(),
                request.generation().id(),
                request.tenant(),
                name(presetName),
                MitigationDecision.FAILED,
                Optional.of(new MitigationReason(code.name())),
                detail(detail),
                Optional.empty(),
                request.verdict().profileId(),
                Optional.of(presetId),
                List.of(),
                new Answer(request.generation().response(), request.verdict().outcome()),
                Optional.empty());
    }

    private static Answer after(RagExample original, Attempt winner) {
        String text = winner.candidate().text();
        Verdict verdict = winner.after().orElseThrow();
        return new Answer(text, mapped(original.withResponse(text), verdict));
    }

    private static Outcome mapped(RagExample example, Verdict verdict) {
        return VerdictMapper.toOutcome(example, new DetectionOutcome.Scored(verdict));
    }

    private static MitigationDecision decision(MitigationOutcome outcome) {
        return outcome.fold(
                accepted -> MitigationDecision.ACCEPTED,
                declined -> MitigationDecision.DECLINED,
                failed -> MitigationDecision.FAILED);
    }

    private static Optional<MitigationReason> reason(MitigationOutcome outcome) {
        return outcome.fold(
                        accepted -> Optional.<String>empty(),
                        declined -> Optional.of(declined.reason().name()),
                        failed -> Optional.of(
                                failed.reason() == FailureReason.CANCELLED
                                        ? failed.reason().name()
                                        : failed.code().name()))
                .map(MitigationReason::new);
    }

    private static String text(MitigationOutcome outcome) {
        return outcome.fold(
                accepted -> accepted.winner()
                        .comparison()
                        .map(c -> "probability " + c.probabilityBefore() + " -> " + c.probabilityAfter()
                                + ", threshold " + c.threshold())
                        .orElse(""),
                declined -> declined.detail(),
                failed -> failed.detail());
    }

    private static String strategy(Attempt attempt) {
        return attempt.candidate().strategy() + "@" + attempt.candidate().version();
    }

    private static MitigationAttempt attempt(Attempt attempt) {
        var cost = attempt.candidate().cost();
        return new MitigationAttempt(
                name(strategy(attempt)),
                attempt.after().map(Verdict::probability),
                attempt.rejection().map(r -> new MitigationReason(r.reason().name())),
                detail(attempt.rejection().map(r -> r.detail()).orElse("")),
                cost.newTokens(),
                cost.passes(),
                cost.runTokens(),
                cost.reruns());
    }

    private static String detail(String text) {
        return shortened(text, DETAIL_MAX);
    }

    private static String name(String text) {
        return shortened(text, NAME_MAX);
    }

    /** The schema counts code points; this is never longer. */
    private static String shortened(String text, int most) {
        return text.length() <= most ? text : text.substring(0, most - 1) + "…";
    }
}
