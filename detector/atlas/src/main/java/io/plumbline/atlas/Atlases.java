package io.plumbline.atlas;

import io.plumbline.model.weights.ModelSource;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/** The atlases that ship with Plumbline. */
public final class Atlases {
    private static final Map<String, String> BY_MODEL =
            Map.of(ModelSource.DEFAULT_SHA256, "smollm2-135m-instruct.atlas.json");

    private Atlases() {}

    /** The atlas of the model whose file has this SHA-256; empty if none ships: build one. */
    public static Optional<HeadAtlas> forModel(String modelSha256) {
        return Optional.ofNullable(BY_MODEL.get(modelSha256)).map(Atlases::bundled);
    }

    private static HeadAtlas bundled(String name) {
        try (InputStream in = Atlases.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the resource " + name + " is missing");
            }
            return AtlasCodec.read(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
