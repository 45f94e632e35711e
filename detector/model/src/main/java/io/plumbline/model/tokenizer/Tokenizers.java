package io.plumbline.model.tokenizer;

import io.plumbline.model.weights.GgufMetadata;
import java.nio.file.Path;

/** Opens tokenizers. */
public final class Tokenizers {
    private Tokenizers() {}

    /**
     * The tokenizer a GGUF file describes. Only byte-level BPE ({@code gpt2}) with the pre-tokenizers {@code smollm},
     * {@code llama-bpe} and {@code qwen2}; anything else is refused by name with {@code UNSUPPORTED_MODEL}. Token for
     * token equal to llama.cpp's reading of the file, which transformers' own conversion of GGUF files is not (it adds
     * a BOS and leaves the digits together).
     */
    public static Tokenizer of(TokenizerMetadata metadata) {
        return new DjlTokenizer(TokenizerDefinition.of(metadata));
    }

    /** As {@link #of(TokenizerMetadata)}, of an open GGUF file. */
    public static Tokenizer of(GgufMetadata metadata) {
        return of(TokenizerMetadata.of(metadata));
    }

    /**
     * The tokenizer of a Hugging Face model directory: {@code tokenizer.json}, with {@code tokenizer_config.json} for
     * the special tokens. Spans are untrimmed whatever the post-processor says.
     */
    public static Tokenizer ofDirectory(Path directory) {
        return new DjlTokenizer(HuggingFaceDirectory.at(directory).definition());
    }

    /**
     * The {@code tokenizer.json} of an encoder's directory, for pairs of texts, with the special tokens that its
     * post-processor puts around them.
     *
     * @throws io.plumbline.model.PlumblineException {@code UNSUPPORTED_MODEL} if there is no such file, if the library
     *     cannot load it, or if it puts nothing between the two texts; {@code MODEL_FILE_CORRUPT} if it cannot be read
     */
    public static PairEncoder pairsOfDirectory(Path directory) {
        return new DjlPairEncoder(HuggingFaceDirectory.at(directory).tokenizer());
    }
}
