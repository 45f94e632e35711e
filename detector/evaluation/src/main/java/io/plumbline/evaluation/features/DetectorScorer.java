package io.plumbline.evaluation.features;

import io.plumbline.evaluation.LabelledExample;
import io.plumbline.evaluation.scorer.AnswerScore;
import io.plumbline.evaluation.scorer.AnswerScorer;
import io.plumbline.evaluation.scorer.ScorerCard;
import io.plumbline.evaluation.scorer.ScoringOutcome;
import io.plumbline.evaluation.scorer.TokenMark;
import io.plumbline.evaluation.scorer.Unscored;
import io.plumbline.scoring.AbstentionReason;
import io.plumbline.scoring.Detector;
import io.plumbline.scoring.FlaggedSpan;
import io.plumbline.scoring.Verdict;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** A detector that runs its own passes as a scorer; its outcomes, not its features, are kept on disk. */
public final class DetectorScorer implements AnswerScorer {
    private final Detector detector;
    private final ScorerCard card;

    /** @param environment what the bits of its passes depend on */
    public DetectorScorer(Detector detector, String environment) {
        this.detector = detector;
        ScorerCard plain = ProfileScorer.card(detector.profile());
        this.card = plain.withCache(plain.profileId().orElse("") + "|" + environment);
    }

    @Override
    public ScorerCard card() {
        return card;
    }

    @Override
    public ScoringOutcome score(LabelledExample example) {
        return detector.detect(example.example())
                .fold(DetectorScorer::scored, a -> new Unscored(reason(a.reason()), a.detail()));
    }

    static ScoringOutcome scored(Verdict verdict) {
        List<TokenMark> tokens = verdict.tokens().stream()
                .filter(token -> !token.span().isEmpty())
                .map(token -> new TokenMark(token.span(), token.probability()))
                .toList();
        return new AnswerScore(
                verdict.score(),
                OptionalDouble.of(verdict.probability()),
                tokens,
                Optional.of(verdict.spans().stream().map(FlaggedSpan::span).toList()));
    }

    static Unscored.Reason reason(AbstentionReason reason) {
        return switch (reason) {
            case NO_CONTEXT -> Unscored.Reason.NO_CONTEXT;
            case EMPTY_RESPONSE -> Unscored.Reason.EMPTY_RESPONSE;
            case TOO_LONG, SHED -> Unscored.Reason.TOO_LONG;
        };
    }
}
