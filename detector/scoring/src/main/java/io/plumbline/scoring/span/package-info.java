/** From flagged tokens to spans that a reader can look at. */
@NullMarked
package io.plumbline.scoring.span;

import org.jspecify.annotations.NullMarked;
