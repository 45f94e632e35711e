package io.plumbline.model.weights;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;

/** Checks and conversions that both file formats share. */
final class TensorLayout {
    private TensorLayout() {}

    /** No byte belongs to two tensors. */
    static void refuseOverlap(Path file, Collection<TensorInfo> tensors) {
        List<TensorInfo> sorted = tensors.stream()
                .sorted(Comparator.comparingLong(TensorInfo::offset))
                .toList();
        Iterator<TensorInfo> others = sorted.iterator();
        if (!others.hasNext()) {
            return;
        }
        TensorInfo before = others.next();
        while (others.hasNext()) {
            TensorInfo tensor = others.next();
            if (tensor.offset() < before.offset() + before.bytes()) {
                throw ModelFileErrors.corrupt(file, tensor.name() + " offset", "overlaps " + before.name());
            }
            before = tensor;
        }
    }

    /** The tensor has exactly this shape. */
    static void requireShape(Path file, TensorInfo tensor, int... shape) {
        boolean same = tensor.shape().size() == shape.length;
        for (int i = 0; same && i < shape.length; i++) {
            same = tensor.shape().get(i) == shape[i];
        }
        if (!same) {
            throw ModelFileErrors.corrupt(
                    file,
                    tensor.name() + " shape",
                    tensor.shape() + " where the configuration asks for " + Arrays.toString(shape));
        }
    }

    /**
     * Half-split rotary rows to interleaved pairs, per head: row i goes to 2i, row {@code headWidth / 2 + i} to 2i + 1.
     *
     * @param values {@code [heads·headWidth × columns]}, row-major
     */
    static float[] interleave(float[] values, int headWidth, int columns) {
        float[] interleaved = new float[values.length];
        int half = headWidth / 2;
        int rows = values.length / columns;
        for (int row = 0; row < rows; row++) {
            int inHead = row % headWidth;
            int target = row - inHead + (inHead < half ? 2 * inHead : 2 * (inHead - half) + 1);
            System.arraycopy(values, row * columns, interleaved, target * columns, columns);
        }
        return interleaved;
    }
}
