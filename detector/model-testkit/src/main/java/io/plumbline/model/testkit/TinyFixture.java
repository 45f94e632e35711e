package io.plumbline.model.testkit;

import io.plumbline.model.FloatMatrix;
import io.plumbline.model.TokenIds;
import io.plumbline.model.npz.NpzArchive;
import java.nio.file.Path;
import java.util.List;

/**
 * A tiny model on file, as Hugging Face writes it, with what transformers 4.57.1 computes from it (eager attention);
 * made by {@code src/main/python/tiny_fixtures.py}.
 */
public enum TinyFixture {
    LLAMA_TIED("llama-tied"),
    LLAMA_UNTIED("llama-untied"),
    LLAMA3_ROPE("llama3-rope"),
    LINEAR_ROPE("linear-rope"),
    MISTRAL("mistral"),
    QWEN2("qwen2");

    private final String folder;

    TinyFixture(String folder) {
        this.folder = folder;
    }

    /** Writes {@code config.json} and {@code model.safetensors} into {@code target}, which it returns. */
    public Path copyTo(Path target) {
        Fixtures.copy("tiny/" + folder, List.of("config.json", "model.safetensors"), target);
        return target;
    }

    /** Reads what transformers computes. */
    public Expected expected() {
        return new Expected(Fixtures.npz("tiny/" + folder + "/expected.npz"));
    }

    /** What transformers computes, in float32 or float64 arithmetic. Its rotary angles are float32 in both. */
    public static final class Expected {
        private final NpzArchive archive;

        private Expected(NpzArchive archive) {
            this.archive = archive;
        }

        public TokenIds ids() {
            return TokenIds.of(archive.get("ids").toInts());
        }

        /** {@code [token × vocabulary]}. */
        public FloatMatrix logits(boolean inDouble) {
            return archive.get("logits" + bits(inDouble)).toMatrix();
        }

        /**
         * Input of block {@code layer}; with {@code layer} the number of layers, the final-norm state. {@code [token ×
         * width]}.
         */
        public FloatMatrix hidden(int layer, boolean inDouble) {
            return archive.get("hidden" + bits(inDouble)).at(layer).toMatrix();
        }

        /** {@code [token × token]}. */
        public FloatMatrix attention(int layer, int head, boolean inDouble) {
            return archive.get("attention" + bits(inDouble)).at(layer).at(head).toMatrix();
        }

        private static int bits(boolean inDouble) {
            return inDouble ? 64 : 32;
        }
    }
}
