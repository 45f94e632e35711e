package io.plumbline.classifier;

import io.plumbline.classifier.ContextWindows.Window;
import io.plumbline.model.CharSpan;
import io.plumbline.model.ErrorCode;
import io.plumbline.model.FloatMatrix;
import io.plumbline.model.PlumblineException;
import io.plumbline.model.tokenizer.EncodedPair;
import io.plumbline.model.tokenizer.PairEncoder;
import io.plumbline.model.tokenizer.Tokenizers;
import io.plumbline.prompt.RagExample;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * An encoder that says for every token of an answer how probable it is that the context does not support it. Deterministic:
 * the same example gives the same bits on the same machine. Safe for use by several threads at once, each of which computes
 * with one thread; {@link #close} must come after the last call has returned.
 *
 * <p>A context that does not fit into the model's limit is cut in windows, never truncated; a token keeps its lowest
 * probability over the windows, that of the part of the context that supports it best. More windows give more chances, so
 * probabilities of long contexts are lower than those of one window would be: calibrate with windows on.
 */
public final class TokenClassifier implements AutoCloseable {
    private final PairEncoder pairs;
    private final LogitModel model;
    private final ClassifierSettings settings;
    private final ContextWindows windows;

    private TokenClassifier(PairEncoder pairs, LogitModel model, ClassifierSettings settings) {
        this.pairs = pairs;
        this.model = model;
        this.settings = settings;
        this.windows = new ContextWindows(pairs, settings);
    }

    /**
     * Opens a directory with {@code model.onnx} (at most 2 GiB, weights inside), {@code tokenizer.json} and, where the
     * model is not like LettuceDetect's, {@code plumbline-classifier.json} ({@link ClassifierSettings}). The model is run
     * once on two letters, so that a model of the wrong kind is refused here and not on the first answer.
     *
     * @throws PlumblineException {@link ErrorCode#UNSUPPORTED_MODEL} if a file is missing, or the model or its tokenizer is
     *     not a token classifier for pairs of texts; {@link ErrorCode#MODEL_FILE_CORRUPT} if a file cannot be read;
     *     {@link ErrorCode#INVALID_INPUT} if the settings are wrong, or ONNX Runtime is not on the class path
     */
    public static TokenClassifier open(Path directory) {
        ClassifierSettings settings = SettingsFile.read(directory);
        PairEncoder pairs = Tokenizers.pairsOfDirectory(directory);
        try {
            LogitModel model = openModel(directory, settings);
            try {
                model.logits(pairs.encode("a", "a"));
                return new TokenClassifier(pairs, model, settings);
            } catch (RuntimeException e) {
                model.close();
                throw e;
            }
        } catch (RuntimeException e) {
            pairs.close();
            throw e;
        }
    }

    private static LogitModel openModel(Path directory, ClassifierSettings settings) {
        try {
            return OnnxModel.open(directory, settings);
        } catch (LinkageError e) {
            throw new PlumblineException(
                    ErrorCode.INVALID_INPUT,
                    "a token classifier needs the library com.microsoft.onnxruntime:onnxruntime on the class path, on a"
                            + " platform that it has natives for (" + e + ")",
                    e);
        }
    }

    /**
     * The tokens of the answer in order, with probabilities.
     *
     * @throws PlumblineException {@link ErrorCode#INVALID_INPUT} if there is no context or no answer, since nothing was
     *     checked then; {@link ErrorCode#INPUT_TOO_LONG} if answer and question leave the context no room, or it needs too
     *     many windows; {@link ErrorCode#UNSUPPORTED_MODEL} if the model gives a number that is not finite or cannot take
     *     a token; {@link ErrorCode#ENGINE_FAILURE} if the engine fails
     */
    public List<ScoredToken> classify(RagExample example) {
        if (!example.hasContext()) {
            throw unchecked(example, "has no context to check its answer against");
        }
        if (example.response().isBlank()) {
            throw unchecked(example, "has no answer to check");
        }
        List<Window> all = windows.of(example);
        List<CharSpan> spans = all.get(0).pair().secondSpans();
        double[] lowest = new double[spans.size()];
        Arrays.fill(lowest, 1);
        for (Window window : all) {
            EncodedPair pair = window.pair();
            if (!pair.secondSpans().equals(spans)) {
                throw new PlumblineException(
                        ErrorCode.INTERNAL, "the answer's tokens depend on the context before them");
            }
            FloatMatrix logits = model.logits(pair);
            for (int i = 0; i < lowest.length; i++) {
                lowest[i] =
                        Math.min(lowest[i], probability(logits, pair.second().start() + i));
            }
        }
        List<ScoredToken> tokens = new ArrayList<>(lowest.length);
        for (int i = 0; i < lowest.length; i++) {
            if (!spans.get(i).isEmpty()) {
                tokens.add(new ScoredToken(spans.get(i), lowest[i]));
            }
        }
        if (tokens.isEmpty()) {
            throw unchecked(example, "has an answer of which the tokenizer keeps no character");
        }
        return List.copyOf(tokens);
    }

    /**
     * Support of every UTF-16 unit of the answer, in [0, 1]: 1 minus the probability of the token that covers it, and the
     * least of several. A unit that no token covers (white space, for some tokenizers) has the support of the next that is
     * covered, at the end of the last. Failures are those of {@link #classify}.
     *
     * @return as many numbers as the answer has UTF-16 units
     */
    public double[] characterSupport(RagExample example) {
        double[] support = new double[example.response().length()];
        Arrays.fill(support, Double.POSITIVE_INFINITY);
        double last = 0;
        for (ScoredToken token : classify(example)) {
            last = 1 - token.probability();
            for (int i = token.span().start(); i < token.span().end(); i++) {
                support[i] = Math.min(support[i], last);
            }
        }
        double next = Double.POSITIVE_INFINITY;
        for (int i = support.length - 1; i >= 0; i--) {
            if (support[i] == Double.POSITIVE_INFINITY) {
                support[i] = next == Double.POSITIVE_INFINITY ? last : next;
            }
            next = support[i];
        }
        return support;
    }

    /** Softmax over the classes of one token, in double, by a function that has one result everywhere. */
    private double probability(FloatMatrix logits, int token) {
        double largest = Double.NEGATIVE_INFINITY;
        for (int c = 0; c < logits.columns(); c++) {
            float logit = logits.at(token, c);
            if (!Float.isFinite(logit)) {
                throw new PlumblineException(
                        ErrorCode.UNSUPPORTED_MODEL,
                        "the classifier gives the logit " + logit + " for token " + token + ", class " + c
                                + "; export it in float32");
            }
            largest = Math.max(largest, logit);
        }
        double sum = 0;
        for (int c = 0; c < logits.columns(); c++) {
            sum += StrictMath.exp(logits.at(token, c) - largest);
        }
        return StrictMath.exp(logits.at(token, settings.hallucinatedClass()) - largest) / sum;
    }

    private static PlumblineException unchecked(RagExample example, String why) {
        return new PlumblineException(ErrorCode.INVALID_INPUT, "example " + example.id() + " " + why + "; abstain");
    }

    /** What a profile names this classifier by. */
    public ClassifierIdentity identity() {
        return new ClassifierIdentity(model.sha256(), pairs.sha256(), settings.sha256());
    }

    /** The settings in force. */
    public ClassifierSettings settings() {
        return settings;
    }

    /** Name and version of the library that computes, for the environment of a verdict. */
    public String runtime() {
        return model.runtime();
    }

    @Override
    public void close() {
        model.close();
        pairs.close();
    }
}
