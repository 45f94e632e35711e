package io.plumbline.model.weights;

import java.util.List;

/**
 * One tensor of a file's directory, checked to lie inside the file.
 *
 * @param name as the file names it
 * @param type how its values are stored
 * @param shape outermost dimension first: {@code [out, in]} for a matrix (GGUF's own order is the reverse)
 * @param elements number of values, the product of the shape
 * @param offset of its first byte in the file
 * @param bytes its length in the file
 */
public record TensorInfo(String name, TensorType type, List<Integer> shape, int elements, long offset, long bytes) {
    public TensorInfo {
        shape = List.copyOf(shape);
    }
}
