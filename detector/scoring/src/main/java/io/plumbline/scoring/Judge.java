package io.plumbline.scoring;

import io.plumbline.model.CharSpan;
import io.plumbline.prompt.RagExample;
import io.plumbline.scoring.feature.FeatureTable;
import io.plumbline.scoring.profile.Profile;
import java.util.ArrayList;
import java.util.List;

/** From an examination to a verdict by a profile. Pure and cheap: no model runs. */
public final class Judge {
    private final TokenCombination combination;
    private final VerdictMaker verdicts;
    private final Profile profile;

    public Judge(Profile profile) {
        this.profile = profile;
        this.combination = new TokenCombination(profile);
        this.verdicts = new VerdictMaker(profile, combination, new EvidenceFinder(profile.evidence()));
    }

    public Profile profile() {
        return profile;
    }

    /**
     * The verdict.
     *
     * @throws IllegalArgumentException if the examination lacks a feature of the profile
     */
    public Verdict judge(RagExample example, Examination examination) {
        return verdicts.make(example, examination, MergedWindows.of(examination.windows(), combination));
    }

    /** For each token of the answer the number of the window it is judged in: the one that supports it best. */
    public List<Integer> windows(Examination examination) {
        return MergedWindows.of(examination.windows(), combination).source();
    }

    /**
     * What each feature of the profile's token rule adds to each token's score, before smoothing: {@code [token × term]}, in the
     * rule's order. Without the intercept.
     */
    public FeatureTable points(Examination examination) {
        return combination.tokenPoints(MergedWindows.of(examination.windows(), combination));
    }

    /** Token scores before calibration, with where they lie; for fitting. */
    public List<ScoredToken> tokenScores(Examination examination) {
        MergedWindows merged = MergedWindows.of(examination.windows(), combination);
        List<ScoredToken> tokens = new ArrayList<>();
        for (int t = 0; t < merged.scores().size(); t++) {
            tokens.add(
                    new ScoredToken(examination.tokens().get(t), merged.scores().get(t)));
        }
        return tokens;
    }

    /** The response score before calibration; for fitting. */
    public double responseScore(Examination examination) {
        return combination.responseScore(MergedWindows.of(examination.windows(), combination));
    }

    /**
     * A token's score before calibration.
     *
     * @param span UTF-16 units of the answer
     */
    public record ScoredToken(CharSpan span, double score) {}
}
