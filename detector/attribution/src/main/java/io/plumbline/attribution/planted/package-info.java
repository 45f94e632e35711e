/**
 * Contexts with one planted fact: how often a method names the sentence that an answer came from, where that is
 * known.
 */
@NullMarked
package io.plumbline.attribution.planted;

import org.jspecify.annotations.NullMarked;
