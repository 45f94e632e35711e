package io.plumbline.model.weights;

import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;

/**
 * An open GGUF file: metadata and tensor directory are parsed and checked, tensor values are read on demand. Safe
 * for use by several threads.
 */
public final class GgufFile implements AutoCloseable {
    private final RandomAccess file;
    private final GgufParser.Head head;

    private GgufFile(RandomAccess file, GgufParser.Head head) {
        this.file = file;
        this.head = head;
    }

    /**
     * Opens and checks a file of version 2 or 3.
     *
     * @throws io.plumbline.model.PlumblineException MODEL_NOT_REACHABLE if it cannot be read, MODEL_FILE_CORRUPT if it
     *     breaks the format, UNSUPPORTED_MODEL if it holds a tensor type that is not built; naming file and field
     */
    public static GgufFile open(Path path) {
        RandomAccess file = RandomAccess.open(path);
        try {
            return new GgufFile(file, GgufParser.parse(file));
        } catch (RuntimeException e) {
            file.close();
            throw e;
        }
    }

    public Path path() {
        return file.path();
    }

    public GgufMetadata metadata() {
        return head.metadata();
    }

    /** By name, in file order. */
    public Map<String, TensorInfo> tensors() {
        return Collections.unmodifiableMap(head.tensors());
    }

    public Optional<TensorInfo> tensor(String name) {
        return Optional.ofNullable(head.tensors().get(name));
    }

    /** All values of one of {@link #tensors()}, dequantised, row-major. The caller owns the array. */
    public float[] read(TensorInfo tensor) {
        return TensorReader.read(file, tensor);
    }

    @Override
    public void close() {
        file.close();
    }
}
