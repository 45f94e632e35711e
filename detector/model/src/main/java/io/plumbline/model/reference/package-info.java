/**
 * A plain-Java forward pass, the oracle the engine is held against; readable top-down, not fast.
 */
@NullMarked
package io.plumbline.model.reference;

import org.jspecify.annotations.NullMarked;
