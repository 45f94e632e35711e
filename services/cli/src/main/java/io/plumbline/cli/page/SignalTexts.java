package io.plumbline.cli.page;

import io.plumbline.scoring.Causes;
import io.plumbline.scoring.feature.FeatureKind;
import java.util.Map;
import java.util.TreeMap;

/** What signals and causes are called where people read them. Unknown ones keep their codes. */
final class SignalTexts {
    private static final Map<String, String> CAUSES = new TreeMap<>(Map.of(
            Causes.LOW_CONTEXT_USE, "the heads that read the passages look away from them",
            Causes.MEMORY_OVERRIDE, "the model's memory moved the prediction",
            Causes.OTHER_WORD_IN_CONTEXT, "the passages have another word in this place",
            Causes.AGAINST_CONTEXT, "the passages made these words less likely",
            Causes.UNATTRIBUTED, "no single signal stands out"));

    private SignalTexts() {}

    /** Codes of causes with a short text for each. */
    static Map<String, String> causes() {
        return CAUSES;
    }

    static String name(FeatureKind kind) {
        return switch (kind) {
            case ECS -> "external context score";
            case PKS -> "parametric knowledge score";
            case CONTEXT_MASS -> "attention to the passages";
            case RESPONSE_MASS -> "attention to the answer so far";
            case CONTEXT_SHARE -> "reliance: context share";
            case RELIANCE -> "reliance: log odds";
            case COVER -> "cover";
            case POINTED_MASS -> "pointed mass";
            case POINTED_GAP -> "pointed gap";
            case POINTER -> "pointer";
            case MISPOINTED -> "mispointed";
            case ATTENTION_ENTROPY -> "spread of attention";
            case LENS_RANK -> "logit lens rank";
            case NEGATIVE_LOG_LIKELIHOOD -> "negative log-likelihood";
            case PREDICTION_ENTROPY -> "entropy of the prediction";
            case SURPRISE -> "surprise";
            case PRIOR_NEGATIVE_LOG_LIKELIHOOD -> "the same without passages";
            case PRIOR_ENTROPY -> "entropy without passages";
            case CONTEXT_GAIN -> "context gain";
            case NOVEL_WORD -> "new word";
            case NOVEL_PAIR -> "new pair of words";
            case NOVEL_NAME -> "new name or number";
            case EMBEDDING_DISTANCE -> "embedding distance";
            case CLASSIFIER -> "token classifier";
            default -> kind.label();
        };
    }

    static String about(FeatureKind kind) {
        return switch (kind) {
            case ECS -> "How close the prediction is to the passage tokens this head attends to most (cosine).";
            case PKS -> "How far this layer's FFN moves the prediction (divergence, nats): memory speaking.";
            case CONTEXT_MASS -> "Share of the head's attention that lies on passage text.";
            case RESPONSE_MASS -> "Share of the head's attention that lies on the answer so far.";
            case CONTEXT_SHARE ->
                "Attention per passage token beside attention per token of the answer so far; 1: reads passages only.";
            case RELIANCE -> "Log odds that the head reads the passages rather than the answer so far.";
            case COVER -> "Attention on places in the passages that hold the very token written.";
            case POINTED_MASS -> "Attention on places in the passages that hold the token the head points at.";
            case POINTED_GAP -> "How much likelier the token pointed at is than the one written (nats).";
            case POINTER -> "The head insists on another token and the model agrees with it.";
            case MISPOINTED -> "Attention on another token of the passages than the one written.";
            case ATTENTION_ENTROPY -> "How widely the head's attention is spread (nats).";
            case LENS_RANK -> "Where the token stands among this layer's own guesses: ln(1 + rank).";
            case NEGATIVE_LOG_LIKELIHOOD -> "How unlikely the model found the token (nats).";
            case PREDICTION_ENTROPY -> "How undecided the model was before the token (nats).";
            case SURPRISE -> "How much less likely the token is than the model expected its choice to be (nats).";
            case PRIOR_NEGATIVE_LOG_LIKELIHOOD -> "How unlikely the token is when no passage is given (nats).";
            case PRIOR_ENTROPY -> "How undecided the model is when no passage is given (nats).";
            case CONTEXT_GAIN -> "How much likelier the passages made the token (nats); below 0: less likely.";
            case NOVEL_WORD -> "1: the word stands neither in the passages nor in the question.";
            case NOVEL_PAIR -> "1: the passages nowhere have this word behind the one before it.";
            case NOVEL_NAME -> "1: a name or a number that stands neither in the passages nor in the question.";
            case EMBEDDING_DISTANCE ->
                "One minus the cosine of the whole answer with the passage part it is most like; the same for all tokens.";
            case CLASSIFIER -> "Probability of the token classifier brought by the user.";
            default -> "";
        };
    }
}
