/**
 * A plain-Java forward pass: the oracle the engine is held against. Written to be read, not to be fast.
 *
 * <p>Read it top-down: {@link io.plumbline.model.reference.ReferenceModel} is the door; {@code
 * ReferenceForwardPass.run} is the decoder in one screen (embedding, blocks of attention and FFN, final norm), each
 * step a method below it; {@code ReferenceInterventions} changes head and FFN outputs on the way; {@code
 * ReferenceCaptures} is shown every value and keeps what was asked for; {@code ReferenceReductions} holds the formulas
 * of the reductions, each a pure function of one row. {@code Arithmetic} is the switch between double and float.
 *
 * <p>Every row is computed by itself, with sums in ascending order, so that a row's bits do not depend on the other
 * rows of the pass, on the cache, or on what is captured. Rotary angles are computed in double in both number formats.
 */
@NullMarked
package io.plumbline.model.reference;

import org.jspecify.annotations.NullMarked;
