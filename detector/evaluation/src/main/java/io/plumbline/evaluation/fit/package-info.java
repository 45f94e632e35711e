/**
 * Makes profiles of labelled (or, for the zero-label family, unlabelled) answers.
 *
 * <p>{@link io.plumbline.evaluation.fit.ProfileTrainer} fits a token model and a response model on training rows and calibrates
 * on development rows; {@link io.plumbline.evaluation.fit.PlantedErrors} makes training rows that need no annotator; {@link
 * io.plumbline.evaluation.fit.DocumentSplit} keeps the rows of one document together.
 */
@NullMarked
package io.plumbline.evaluation.fit;

import org.jspecify.annotations.NullMarked;
