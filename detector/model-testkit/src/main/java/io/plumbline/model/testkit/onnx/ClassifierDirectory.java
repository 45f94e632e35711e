package io.plumbline.model.testkit.onnx;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Writes a token classifier's directory, piece by piece. */
public final class ClassifierDirectory {
    /** Words the tests' classifier knows; "moon" and "cheese" are claims, "proof" and "hint" speak for them. */
    public static final List<String> WORDS = List.of("moon", "cheese", "proof", "hint", "filler");

    private static final float[] CLAIMS = {-1, -8, -8, 2, 0.5f, -1, -1, -1};
    private static final float[] PROOFS = {0, 0, 0, 0, 0, 5, 1, 0};

    /** The passages' texts alone, then the answer. */
    public static final String BARE_PROMPT =
            "\"prompt\":{\"question\":\"{question} {passages}\",\"summary\":\"{passages}\","
                    + "\"passage\":\"{text}\",\"titledPassage\":\"{title} {text}\",\"separator\":\" \"}";

    private final Path path;

    public ClassifierDirectory(Path path) {
        this.path = path;
    }

    /** Logit of class 1 by id, without proof: moon 2, cheese 0.5. */
    public static float[] claims() {
        return CLAIMS.clone();
    }

    /** What is taken off by id: proof 5, hint 1. */
    public static float[] proofs() {
        return PROOFS.clone();
    }

    /** The model of this class, with the tokenizer of its words and LettuceDetect's settings. */
    public ClassifierDirectory words() {
        return model(TinyModel.of(CLAIMS, PROOFS)).tokenizer(TinyTokenizers.ofWords(WORDS));
    }

    public ClassifierDirectory model(byte[] onnx) {
        return write("model.onnx", onnx);
    }

    public ClassifierDirectory tokenizer(String json) {
        return write("tokenizer.json", json.getBytes(StandardCharsets.UTF_8));
    }

    public ClassifierDirectory settings(String json) {
        return write("plumbline-classifier.json", json.getBytes(StandardCharsets.UTF_8));
    }

    public ClassifierDirectory write(String name, byte[] content) {
        try {
            Files.write(path.resolve(name), content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    public Path path() {
        return path;
    }

    /** What the model gives a token of this claim, in a sequence of which this is the best proof. */
    public static double sigmoid(double claim, double proof) {
        return 1 / (1 + StrictMath.exp(-(claim - proof)));
    }
}
