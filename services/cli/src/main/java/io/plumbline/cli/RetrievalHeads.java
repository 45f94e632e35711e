package io.plumbline.cli;

import io.plumbline.atlas.Atlases;
import io.plumbline.atlas.HeadAtlas;
import io.plumbline.model.ErrorCode;
import io.plumbline.model.HeadId;
import io.plumbline.model.PlumblineException;
import io.plumbline.stages.ScoringRuntime;
import java.util.List;
import java.util.stream.IntStream;

/** The heads that carry words from the context into the answer: those named, or those of the model's bundled atlas. */
final class RetrievalHeads {
    private RetrievalHeads() {}

    /**
     * Reads the values of {@code --heads}.
     *
     * @throws PlumblineException {@link ErrorCode#INVALID_REQUEST}
     */
    static List<HeadId> parse(List<String> named) {
        try {
            return named.stream().map(HeadId::parse).toList();
        } catch (IllegalArgumentException e) {
            throw new PlumblineException(ErrorCode.INVALID_REQUEST, "--heads: " + e.getMessage(), e);
        }
    }

    static List<HeadId> of(ScoringRuntime runtime, List<HeadId> named) {
        if (!named.isEmpty()) {
            return named;
        }
        return Atlases.forModel(runtime.model().modelSha256())
                .map(HeadAtlas::retrievalHeads)
                .orElseThrow(() -> new PlumblineException(
                        ErrorCode.INVALID_INPUT,
                        "no atlas is bundled for this model; find its retrieval heads with: plumbline atlas build, and"
                                + " name them with --heads"));
    }

    /** Every head of the model, by layer. */
    static List<HeadId> all(ScoringRuntime runtime) {
        var config = runtime.model().model().config();
        return IntStream.range(0, config.layers() * config.heads())
                .mapToObj(i -> new HeadId(i / config.heads(), i % config.heads()))
                .toList();
    }
}
