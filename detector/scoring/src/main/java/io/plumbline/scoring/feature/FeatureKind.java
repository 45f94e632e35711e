package io.plumbline.scoring.feature;

/**
 * Kinds of token features. Rows: the value of token {@code t} is read from the row that predicts it (ReDeEP's rows {@code P-1 ..
 * N-2}), text features excepted. A value may be NaN where it is not defined, as {@link #CONTEXT_SHARE} of the first token.
 *
 * <p>"Context" is the text of the passages (titles excluded), "mass" is attention after softmax.
 */
public enum FeatureKind {
    /** ReDeEP's external context score: cosine with the states the head attends to most. */
    ECS("ecs", Scope.HEAD),
    /** ReDeEP's parametric knowledge score, nats. */
    PKS("pks", Scope.LAYER),
    /** Mass on the context. */
    CONTEXT_MASS("context-mass", Scope.HEAD),
    /** Mass on the answer's tokens up to and including the row; NaN at the first token, whose row is the prompt's last. */
    RESPONSE_MASS("response-mass", Scope.HEAD),
    /**
     * Reliance (Lookback Lens, Chuang et al. 2024, with means over keys): {@code c / (c + r)}, {@code c} the mean mass per
     * context token, {@code r} the mean mass per answer token up to the row. NaN at the first token.
     */
    CONTEXT_SHARE("share", Scope.HEAD),
    /**
     * Log odds that the head reads the context rather than the answer so far: {@code ln(mass on the context / mass on the
     * answer's tokens up to the row)}. Sums where {@link #CONTEXT_SHARE} has means, since means make an answer's first words
     * and long contexts look unreliant. NaN at the first token.
     */
    RELIANCE("reliance", Scope.HEAD),
    /** Mass on context positions that hold the very token written. */
    COVER("cover", Scope.HEAD),
    /** Mass on context positions that hold the token the head points at. */
    POINTED_MASS("pointed-mass", Scope.HEAD),
    /** Log-probability of the token the head points at minus that of the token written, nats. */
    POINTED_GAP("pointed-gap", Scope.HEAD),
    /** {@code POINTED_MASS · max(0, POINTED_GAP)}: a head insists on another word, and the model agrees with it. */
    POINTER("pointer", Scope.HEAD),
    /** Share of the context mass that is not on the token written though it is on the one pointed at: {@code POINTED_MASS - COVER}. */
    MISPOINTED("mispointed", Scope.HEAD),
    /** Entropy of the attention pattern, nats. */
    ATTENTION_ENTROPY("spread", Scope.HEAD),
    /** {@code ln(1 + rank)} of the token in the logit lens after the layer. */
    LENS_RANK("rank", Scope.LAYER),
    /** Negative log-likelihood of the token, nats. */
    NEGATIVE_LOG_LIKELIHOOD("nll", Scope.TOKEN),
    /** Entropy of the prediction, nats. */
    PREDICTION_ENTROPY("entropy", Scope.TOKEN),
    /**
     * {@code NEGATIVE_LOG_LIKELIHOOD - PREDICTION_ENTROPY}, nats: how much less likely the token is than the model expected its
     * own choice to be. High where the model was sure of another word.
     */
    SURPRISE("surprise", Scope.TOKEN),
    /** Negative log-likelihood of the token when the prompt holds no passage, nats. Needs a second, short pass. */
    PRIOR_NEGATIVE_LOG_LIKELIHOOD("prior-nll", Scope.TOKEN),
    /** Entropy of the prediction when the prompt holds no passage, nats. Needs the same second pass. */
    PRIOR_ENTROPY("prior-entropy", Scope.TOKEN),
    /** {@code log p(token | context) - log p(token | no context)}, nats. Needs the same second pass. */
    CONTEXT_GAIN("gain", Scope.TOKEN),
    /** 1 where the token's word stands neither in the passages nor in the question. Text only. */
    NOVEL_WORD("novel-word", Scope.TOKEN),
    /** 1 where the token's word does not follow the word before it anywhere in the passages. Text only. */
    NOVEL_PAIR("novel-pair", Scope.TOKEN),
    /** 1 where the token's word is novel and holds a digit or starts with a capital inside a sentence. Text only. */
    NOVEL_NAME("novel-name", Scope.TOKEN),
    /**
     * How unlike the whole answer is to the chunk of the context it is most like, by BGE-small ({@link
     * io.plumbline.scoring.chunk.EmbeddingDistance}); the same for all tokens of an answer. Text only; needs that library.
     */
    EMBEDDING_DISTANCE("embedding-distance", Scope.TOKEN),
    /** Probability of a token classifier that the user supplies. */
    CLASSIFIER("classifier", Scope.TOKEN);

    private final String label;
    private final Scope scope;

    /** What a feature is one of. */
    public enum Scope {
        /** One value for a token. */
        TOKEN,
        /** One value for a token and head. */
        HEAD,
        /** One value for a token and layer. */
        LAYER
    }

    FeatureKind(String label, Scope scope) {
        this.label = label;
        this.scope = scope;
    }

    /** As profiles and explanations write it. */
    public String label() {
        return label;
    }

    public Scope scope() {
        return scope;
    }

    /** Whether the pass without context is needed. */
    public boolean needsPrior() {
        return this == PRIOR_NEGATIVE_LOG_LIKELIHOOD || this == PRIOR_ENTROPY || this == CONTEXT_GAIN;
    }

    /** Whether only the text is needed. */
    public boolean isText() {
        return this == NOVEL_WORD || this == NOVEL_PAIR || this == NOVEL_NAME || this == EMBEDDING_DISTANCE;
    }
}
