package io.plumbline.model.weights;

import java.nio.file.Path;

/**
 * A model on this machine.
 *
 * @param path a GGUF file, or the directory of a Hugging Face model
 * @param sha256 of the file; of a directory, SHA-256 over the lines {@code "<name> <sha256>\n"} of {@code
 *     config.json} and the weight files, sorted by name
 * @param name for people: file name without its ending, {@code org/name}, or the directory's name
 */
public record ResolvedModel(Path path, String sha256, String name) {
    public ResolvedModel {
        if (!sha256.matches("[0-9a-f]{64}")) {
            throw new IllegalArgumentException("not a SHA-256: " + sha256);
        }
    }
}
