/** Parametric knowledge score: how far does an FFN move what the model is about to say? */
@NullMarked
package io.plumbline.scoring.pks;

import org.jspecify.annotations.NullMarked;
