/**
 * Labelled answers, and what is learnt and measured on them.
 *
 * <p>{@link io.plumbline.evaluation.LabelledData} reads the neutral JSON-lines schema; {@link
 * io.plumbline.evaluation.FeatureExtractor} runs each answer once and keeps every head's and every layer's score on disk, so
 * that a second run recomputes nothing; {@link io.plumbline.evaluation.ProfileFitter} makes a profile of them.
 */
@NullMarked
package io.plumbline.evaluation;

import org.jspecify.annotations.NullMarked;
