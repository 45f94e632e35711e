/**
 * Where model files come from ({@code ModelSource}, {@code ModelStore}) and how they are read (GGUF, safetensors).
 * Malformed files give a typed error that names file and field.
 */
@NullMarked
package io.plumbline.model.weights;

import org.jspecify.annotations.NullMarked;
