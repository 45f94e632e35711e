/**
 * Fits the shipped profiles and reproduces every figure of the documentation: {@link io.plumbline.evaluation.reproduce.Reproduction}.
 */
@NullMarked
package io.plumbline.evaluation.reproduce;

import org.jspecify.annotations.NullMarked;
