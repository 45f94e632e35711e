package io.plumbline.model.weights;

import io.plumbline.model.ErrorCode;
import io.plumbline.model.ModelWeights;
import io.plumbline.model.PlumblineException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Opens a model on disk, whatever its format. */
public final class ModelFiles {
    private ModelFiles() {}

    /**
     * Opens a {@code .gguf} file, a {@code .safetensors} file with {@code config.json} beside it, or a directory
     * that holds a Hugging Face model or exactly one {@code .gguf} file.
     *
     * @throws PlumblineException MODEL_NOT_REACHABLE, MODEL_FILE_CORRUPT or UNSUPPORTED_MODEL, naming file and field
     */
    public static ModelWeights open(Path path) {
        Path file = modelFile(path);
        return Files.isDirectory(file) ? SafetensorsModelWeights.open(file) : GgufModelWeights.open(file);
    }

    /** What stands for the model: a GGUF file, or the directory of a Hugging Face model. */
    static Path modelFile(Path path) {
        Path absolute = path.toAbsolutePath().normalize();
        if (!Files.isDirectory(absolute)) {
            Path parent = absolute.getParent();
            boolean shard = absolute.toString().endsWith(".safetensors");
            return shard && parent != null ? parent : absolute;
        }
        if (Files.exists(absolute.resolve(SafetensorsModelWeights.CONFIG))) {
            return absolute;
        }
        List<Path> files;
        try (Stream<Path> listed = Files.list(absolute)) {
            files = listed.filter(file -> file.toString().endsWith(".gguf"))
                    .limit(2)
                    .toList();
        } catch (IOException e) {
            throw new PlumblineException(
                    ErrorCode.MODEL_NOT_REACHABLE, path + " cannot be listed; check its permissions", e);
        }
        if (files.size() != 1) {
            throw new PlumblineException(
                    ErrorCode.MODEL_NOT_REACHABLE,
                    path + " holds neither " + SafetensorsModelWeights.CONFIG
                            + " nor exactly one .gguf file; name the model file itself");
        }
        return files.get(0);
    }
}
