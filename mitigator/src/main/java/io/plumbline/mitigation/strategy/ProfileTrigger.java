package io.plumbline.mitigation.strategy;

import io.plumbline.model.ActivationTrace;
import io.plumbline.model.CapturePlan;
import io.plumbline.model.ErrorCode;
import io.plumbline.model.FloatMatrix;
import io.plumbline.model.PlumblineException;
import io.plumbline.prompt.EncodedPrompt;
import io.plumbline.scoring.TokenCombination;
import io.plumbline.scoring.feature.Feature;
import io.plumbline.scoring.feature.FeatureTable;
import io.plumbline.scoring.profile.Profile;
import io.plumbline.scoring.profile.TokenRule;
import io.plumbline.scoring.profile.TokenTerm;
import java.util.ArrayList;
import java.util.List;

/** {@link AarfTrigger.ProfileScore} on one prompt; remembers the rows so far, which smoothing and position need. */
final class ProfileTrigger implements StepTrigger {
    private final Profile profile;
    private final TokenRule rule;
    private final double threshold;
    private final List<Feature> features;
    private final StepSignals signals;
    private final int contextTokens;
    private final List<float[]> rows = new ArrayList<>();

    private ProfileTrigger(Profile profile, TokenRule rule, double threshold, EncodedPrompt prompt) {
        this.profile = profile;
        this.rule = rule;
        this.threshold = threshold;
        this.features = rule.terms().stream().map(TokenTerm::feature).toList();
        this.signals = new StepSignals(prompt, profile.mode(), features);
        this.contextTokens = prompt.passageKeys().size();
    }

    /**
     * A trigger for one decoding.
     *
     * @throws PlumblineException {@link ErrorCode#PROFILE_MISMATCH} as {@link #requireKnownBefore}
     */
    static ProfileTrigger of(Profile profile, double threshold, EncodedPrompt prompt) {
        requireKnownBefore(profile);
        TokenRule known = new TokenRule(
                weighed(profile), profile.token().intercept(), profile.token().smoothing());
        return new ProfileTrigger(profile, known, threshold, prompt);
    }

    private static List<TokenTerm> weighed(Profile profile) {
        return profile.token().terms().stream().filter(t -> t.weight() != 0).toList();
    }

    /**
     * Refuses a profile that cannot trigger anything.
     *
     * @throws PlumblineException {@link ErrorCode#PROFILE_MISMATCH} if it weighs what only a written token has
     */
    static void requireKnownBefore(Profile profile) {
        for (TokenTerm term : weighed(profile)) {
            if (!StepSignals.KNOWN_BEFORE.contains(term.feature().kind())) {
                throw new PlumblineException(
                        ErrorCode.PROFILE_MISMATCH,
                        "profile " + profile.name() + " weighs '" + term.feature()
                                + "', which is not known before a token is written, so AARF cannot be triggered by it:"
                                + " use a profile of attention and logit lens, such as a reliance profile, or ReDeEP's"
                                + " own rule");
            }
        }
    }

    @Override
    public CapturePlan captures(int row) {
        return signals.captures(row);
    }

    @Override
    public boolean fires(int row, ActivationTrace trace) {
        return probability(row, trace) >= threshold;
    }

    /** Calibrated probability that the token to come is not supported. */
    double probability(int row, ActivationTrace trace) {
        rows.add(signals.read(row, trace));
        float[] values = new float[rows.size() * features.size()];
        for (int r = 0; r < rows.size(); r++) {
            System.arraycopy(rows.get(r), 0, values, r * features.size(), features.size());
        }
        FeatureTable table = new FeatureTable(features, FloatMatrix.owning(rows.size(), features.size(), values));
        double[] scores = TokenCombination.tokenScores(rule, table, contextTokens);
        return profile.tokenCalibration().probability(scores[scores.length - 1]);
    }
}
