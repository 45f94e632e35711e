/**
 * What ways of writing an answer are worth, judged by gold answers and never by the score that selects: arms side by side on the
 * same rows, with a random-head control, paired tests and what each costs.
 */
@NullMarked
package io.plumbline.evaluation.mitigation;

import org.jspecify.annotations.NullMarked;
