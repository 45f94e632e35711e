/**
 * Choosing the next token, and the loop that decodes.
 */
@NullMarked
package io.plumbline.model.sampling;

import org.jspecify.annotations.NullMarked;
