/**
 * The statistics of detection: ranking quality, calibration quality, resampling by group, drift. Plain functions of arrays;
 * nothing here knows what a score means. Labels are booleans, true the positive class; scores must be finite.
 */
@NullMarked
package io.plumbline.statistics;

import org.jspecify.annotations.NullMarked;
