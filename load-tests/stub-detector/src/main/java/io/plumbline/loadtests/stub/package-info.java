/**
 * The detector service with nothing behind its stage: everything but the model, so that the stream itself can be measured and
 * broken.
 */
@NullMarked
package io.plumbline.loadtests.stub;

import org.jspecify.annotations.NullMarked;
