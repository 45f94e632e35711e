/**
 * The forward pass on DJL's PyTorch engine; the only package that imports the engine.
 */
@NullMarked
package io.plumbline.model.djl;

import org.jspecify.annotations.NullMarked;
