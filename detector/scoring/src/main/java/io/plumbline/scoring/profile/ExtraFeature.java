package io.plumbline.scoring.profile;

/** Token features beside ReDeEP's two; they come with every pass at no cost. */
public enum ExtraFeature {
    /** Negative log-likelihood of the token, nats. */
    NEGATIVE_LOG_LIKELIHOOD("nll"),
    /** Entropy of the prediction, nats. */
    PREDICTION_ENTROPY("entropy");

    private final String label;

    ExtraFeature(String label) {
        this.label = label;
    }

    /** As explanations name it. */
    public String label() {
        return label;
    }
}
