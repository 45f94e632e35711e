/** Puts dead letters back to where they came from, once, and leaves a line about each. */
@NullMarked
package io.plumbline.stages.redrive;

import org.jspecify.annotations.NullMarked;
