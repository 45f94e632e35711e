/** The texts and random tokens that heads are probed with, and what is read from the attention they cause. */
@NullMarked
package io.plumbline.atlas.probe;

import org.jspecify.annotations.NullMarked;
