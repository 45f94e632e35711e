package io.plumbline.stages;

import io.plumbline.attribution.Attribution;
import io.plumbline.attribution.AttributionMethod;
import io.plumbline.attribution.AttributionProgress;
import io.plumbline.attribution.Attributor;
import io.plumbline.attribution.SpanAttribution;
import io.plumbline.model.ErrorCode;
import io.plumbline.model.PlumblineException;
import io.plumbline.prompt.RagExample;
import io.plumbline.scoring.DetectionOutcome;
import io.plumbline.scoring.Detector;
import io.plumbline.scoring.Evidence;
import io.plumbline.scoring.FlaggedSpan;
import io.plumbline.scoring.Verdict;
import io.plumbline.scoring.profile.Profile;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Adds to verdicts the sentences that carry each flagged span, and the answer. Scores and spans stay. An answer that cannot be
 * attributed (it needed several windows, say) keeps its verdict and gets a warning; a failure of the engine is thrown.
 */
public final class VerdictAttributor {
    /** Sentences named for a span, and for the answer. */
    static final int SENTENCES = 3;

    private static final double DECIMALS = 1e6;

    private final Attributor attributor;
    private final AttributionMethod method;

    VerdictAttributor(Attributor attributor, AttributionMethod method) {
        this.attributor = attributor;
        this.method = method;
    }

    /** A detector whose verdicts are attributed. */
    Detector detector(Detector detector) {
        return new Detector() {
            @Override
            public Profile profile() {
                return detector.profile();
            }

            @Override
            public DetectionOutcome detect(RagExample example) {
                DetectionOutcome outcome = detector.detect(example);
                return outcome instanceof DetectionOutcome.Scored scored
                        ? new DetectionOutcome.Scored(attributed(example, scored.verdict()))
                        : outcome;
            }
        };
    }

    /** The verdict with sentences. */
    public Verdict attributed(RagExample example, Verdict verdict) {
        Attribution found;
        try {
            found = attributor.attribute(
                    example,
                    verdict.spans().stream().map(FlaggedSpan::span).toList(),
                    method,
                    AttributionProgress.quiet());
        } catch (PlumblineException e) {
            if (e.code() != ErrorCode.INPUT_TOO_LONG
                    && e.code() != ErrorCode.INVALID_REQUEST
                    && e.code() != ErrorCode.INVALID_INPUT) {
                throw e;
            }
            return verdict.warned("not attributed: " + e.code());
        }
        List<FlaggedSpan> spans = new ArrayList<>();
        for (int s = 0; s < verdict.spans().size(); s++) {
            FlaggedSpan span = verdict.spans().get(s);
            List<Evidence> evidence = new ArrayList<>(span.evidence());
            evidence.addAll(sentences(found.spans().get(s)));
            spans.add(new FlaggedSpan(span.span(), span.probability(), span.causes(), evidence));
        }
        return verdict.attributed(spans, sentences(found.answer()));
    }

    private List<Evidence> sentences(SpanAttribution part) {
        return part.ranked().stream()
                .limit(SENTENCES)
                .map(score -> new Evidence(
                        score.sentence().passageId(),
                        score.sentence().span(),
                        Math.rint(score.share() * DECIMALS) / DECIMALS,
                        List.of(),
                        Optional.of(method.label())))
                .filter(evidence -> evidence.weight() > 0)
                .toList();
    }
}
