/**
 * Features of labelled answers, computed once and kept on disk: {@link io.plumbline.evaluation.features.FeatureStore}.
 */
@NullMarked
package io.plumbline.evaluation.features;

import org.jspecify.annotations.NullMarked;
