package io.plumbline.scoring.profile;

import io.plumbline.scoring.feature.FeatureKind;

/** The families of detectors. Each is a set of features that it may weigh; what differs otherwise is in the profile's numbers. */
public enum ProfileKind {
    /** No labels: the retrieval heads' attention to the context, against a null model. */
    RELIANCE,
    /** ReDeEP(token): every token by itself. */
    REDEEP,
    /** ReDeEP(chunk): one score for each chunk of the answer, shared by its tokens. */
    REDEEP_CHUNK,
    /** Everything a pass tells, weighed by what labelled answers taught. */
    PROBE,
    /** A probe that may also look at the text and at a token classifier. */
    ENSEMBLE;

    /** Whether a profile of this kind may weigh such a feature. */
    public boolean allows(FeatureKind kind) {
        return switch (this) {
            case RELIANCE -> kind == FeatureKind.CONTEXT_SHARE || kind == FeatureKind.RELIANCE;
            case REDEEP, REDEEP_CHUNK ->
                kind == FeatureKind.ECS
                        || kind == FeatureKind.PKS
                        || kind == FeatureKind.NEGATIVE_LOG_LIKELIHOOD
                        || kind == FeatureKind.PREDICTION_ENTROPY;
            case PROBE -> !kind.isText() && kind != FeatureKind.CLASSIFIER;
            case ENSEMBLE -> true;
        };
    }
}
