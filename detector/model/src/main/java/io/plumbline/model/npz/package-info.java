/**
 * NumPy's {@code .npy} and {@code .npz} files (format versions 1 and 2), the exchange format for captured values: C
 * order, little-endian, numbers and booleans. Equal contents give equal bytes.
 */
@NullMarked
package io.plumbline.model.npz;

import org.jspecify.annotations.NullMarked;
