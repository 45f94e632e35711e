package io.plumbline.evaluation.features;

import io.plumbline.evaluation.LabelledExample;
import io.plumbline.evaluation.scorer.AnswerScorer;
import io.plumbline.evaluation.scorer.ScorerCard;
import io.plumbline.evaluation.scorer.ScoringOutcome;
import io.plumbline.evaluation.scorer.Threshold;
import io.plumbline.evaluation.scorer.Unscored;
import io.plumbline.scoring.Judge;
import io.plumbline.scoring.Unexaminable;
import io.plumbline.scoring.profile.Profile;
import io.plumbline.scoring.profile.ProfileCodec;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;

/** A profile as a scorer, on features of a store: any number of profiles share one pass over an answer. */
public final class ProfileScorer implements AnswerScorer {
    private final FeatureStore store;
    private final Judge judge;
    private final ScorerCard card;

    public ProfileScorer(Profile profile, FeatureStore store) {
        this.store = store;
        this.judge = new Judge(profile);
        this.card = card(profile);
    }

    /** Who a profile is, in tables; its outcomes are cheap once its features are there, so they are not kept. */
    static ScorerCard card(Profile profile) {
        return new ScorerCard(
                profile.name(),
                ScorerCard.Kind.DETECTOR,
                profile.kind().name().toLowerCase(Locale.ROOT).replace('_', ' ') + " profile, "
                        + profile.features().size() + " features",
                Optional.of(ProfileCodec.id(profile)),
                Optional.of(new Threshold(Threshold.Scale.PROBABILITY, profile.threshold())),
                Optional.empty());
    }

    @Override
    public ScorerCard card() {
        return card;
    }

    @Override
    public ScoringOutcome score(LabelledExample example) throws IOException {
        try {
            return DetectorScorer.scored(judge.judge(example.example(), store.examine(example.example())));
        } catch (Unexaminable e) {
            return new Unscored(DetectorScorer.reason(e.reason()), String.valueOf(e.getMessage()));
        }
    }
}
