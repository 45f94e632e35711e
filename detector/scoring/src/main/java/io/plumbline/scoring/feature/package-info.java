/**
 * What one answer's passes say about each of its tokens, as named columns: {@link io.plumbline.scoring.feature.Feature} names
 * one, {@link io.plumbline.scoring.feature.FeatureReader} says what to capture for some and reads them, and a
 * {@link io.plumbline.scoring.feature.FeatureTable} holds them. Profiles weigh columns; nothing here knows a label.
 */
@NullMarked
package io.plumbline.scoring.feature;

import org.jspecify.annotations.NullMarked;
