package io.plumbline.classifier;

import io.plumbline.prompt.Passage;
import io.plumbline.prompt.RagExample;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Writes a classifier's directory, piece by piece. Public for the tests of those who use a classifier. */
public final class ClassifierDirectory {
    /** Words the tests' classifier knows; "moon" and "cheese" are claims, "proof" and "hint" speak for them. */
    static final List<String> WORDS = List.of("moon", "cheese", "proof", "hint", "filler");

    /** Logit of class 1 by id, without proof: moon 2, cheese 0.5. */
    static final float[] CLAIMS = {-1, -8, -8, 2, 0.5f, -1, -1, -1};
    /** What is taken off by id: proof 5, hint 1. */
    static final float[] PROOFS = {0, 0, 0, 0, 0, 5, 1, 0};

    /** The passages' texts alone, then the answer. */
    public static final String BARE_PROMPT =
            "\"prompt\":{\"question\":\"{question} {passages}\",\"summary\":\"{passages}\","
                    + "\"passage\":\"{text}\",\"titledPassage\":\"{title} {text}\",\"separator\":\" \"}";

    private final Path path;

    public ClassifierDirectory(Path path) {
        this.path = path;
    }

    /** The model of this class, with the tokenizer of its words and LettuceDetect's settings. */
    public ClassifierDirectory words() {
        return model(TinyModel.of(CLAIMS, PROOFS)).tokenizer(TinyTokenizers.ofWords(WORDS));
    }

    ClassifierDirectory model(byte[] onnx) {
        return write(OnnxModel.FILE, onnx);
    }

    ClassifierDirectory tokenizer(String json) {
        return write("tokenizer.json", json.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    public ClassifierDirectory settings(String json) {
        return write(SettingsFile.NAME, json.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    ClassifierDirectory write(String name, byte[] content) {
        try {
            Files.write(path.resolve(name), content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    public TokenClassifier open() {
        return TokenClassifier.open(path);
    }

    /** What the model gives a token of this claim, in a sequence of which this is the best proof. */
    static double sigmoid(double claim, double proof) {
        return 1 / (1 + StrictMath.exp(-(claim - proof)));
    }

    static RagExample example(String answer, String... passages) {
        List<Passage> all = new ArrayList<>();
        for (String text : passages) {
            all.add(new Passage("p" + all.size(), "", text));
        }
        return new RagExample("e", Optional.empty(), all, answer);
    }
}
