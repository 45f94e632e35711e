package io.plumbline.mitigation.strategy;

import io.plumbline.model.ActivationTrace;
import io.plumbline.model.Capture;
import io.plumbline.model.CapturePlan;
import io.plumbline.model.HeadId;
import io.plumbline.model.KeySet;
import io.plumbline.model.Reduction;
import io.plumbline.model.TokenSpan;
import io.plumbline.prompt.EncodedPrompt;
import io.plumbline.scoring.ecs.ExternalContextScorer;
import io.plumbline.scoring.feature.Feature;
import io.plumbline.scoring.feature.FeatureKind;
import io.plumbline.scoring.feature.FeatureReader;
import io.plumbline.scoring.pks.ParametricKnowledgeScorer;
import io.plumbline.scoring.profile.ScoringMode;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Token features of a row while its token is yet to be written: those of {@link FeatureReader} that need neither the token nor
 * the rest of the answer, with the same values.
 */
final class StepSignals {
    /** Kinds that are known before the token is. */
    static final Set<FeatureKind> KNOWN_BEFORE = Set.copyOf(EnumSet.of(
            FeatureKind.ECS,
            FeatureKind.PKS,
            FeatureKind.CONTEXT_MASS,
            FeatureKind.RESPONSE_MASS,
            FeatureKind.CONTEXT_SHARE,
            FeatureKind.RELIANCE,
            FeatureKind.ATTENTION_ENTROPY,
            FeatureKind.PREDICTION_ENTROPY));

    private final EncodedPrompt prompt;
    private final ScoringMode mode;
    private final List<Feature> features;

    /**
     * @param prompt without an answer
     * @param features all of {@link #KNOWN_BEFORE}
     */
    StepSignals(EncodedPrompt prompt, ScoringMode mode, List<Feature> features) {
        this.prompt = prompt;
        this.mode = mode;
        this.features = List.copyOf(features);
    }

    /** The same reduction at one row. */
    static Reduction.AttendedStateCosine at(Reduction.AttendedStateCosine ecs, int row) {
        return new Reduction.AttendedStateCosine(ecs.heads(), ecs.keys(), ecs.topKeys(), new TokenSpan(row, row + 1));
    }

    /** What to capture at a row. */
    CapturePlan captures(int row) {
        List<Capture> captures = new ArrayList<>();
        for (Feature feature : features) {
            if (isDefined(feature, row)) {
                captures.add(capture(feature, row));
            }
        }
        return CapturePlan.of(captures);
    }

    /** One value for each feature; NaN where it is not defined. */
    float[] read(int row, ActivationTrace trace) {
        float[] values = new float[features.size()];
        for (int i = 0; i < values.length; i++) {
            Feature feature = features.get(i);
            values[i] = isDefined(feature, row) ? value(feature, row, trace) : Float.NaN;
        }
        return values;
    }

    /** Tokens of the answer up to the row: none at the prompt's last token. */
    private int written(int row) {
        return row + 1 - prompt.promptTokens();
    }

    private boolean isDefined(Feature feature, int row) {
        return switch (feature.kind()) {
            case RESPONSE_MASS, CONTEXT_SHARE, RELIANCE -> written(row) > 0;
            default -> true;
        };
    }

    private Capture capture(Feature feature, int row) {
        TokenSpan rows = new TokenSpan(row, row + 1);
        return switch (feature.kind()) {
            case ECS -> at(new ExternalContextScorer(mode, head(feature)).capture(prompt), row);
            case PKS -> pks(feature).captures(rows).get(0);
            case CONTEXT_MASS -> new Reduction.AttentionMass(head(feature), List.of(prompt.passageKeys()), rows);
            case RESPONSE_MASS, CONTEXT_SHARE, RELIANCE ->
                new Reduction.AttentionMass(
                        head(feature),
                        List.of(prompt.passageKeys(), KeySet.range(prompt.promptTokens(), row + 1)),
                        rows);
            case ATTENTION_ENTROPY -> new Reduction.AttentionEntropy(head(feature), rows);
            case PREDICTION_ENTROPY -> new Reduction.NextToken(rows);
            default -> throw new IllegalArgumentException(feature + " is not known before the token is");
        };
    }

    private float value(Feature feature, int row, ActivationTrace trace) {
        float[] captured = trace.get(capture(feature, row)).row(0);
        return switch (feature.kind()) {
            case RESPONSE_MASS, PREDICTION_ENTROPY -> captured[1];
            case CONTEXT_SHARE ->
                FeatureReader.shareOf(captured[0], prompt.passageKeys().size(), captured[1], written(row));
            case RELIANCE -> FeatureReader.relianceOf(captured[0], captured[1]);
            default -> captured[0];
        };
    }

    private static List<HeadId> head(Feature feature) {
        return List.of(feature.head().orElseThrow());
    }

    private ParametricKnowledgeScorer pks(Feature feature) {
        return new ParametricKnowledgeScorer(mode, List.of(feature.layer().orElseThrow()));
    }
}
