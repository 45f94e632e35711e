/** Labelled data, fitting and reports. */
@org.jspecify.annotations.NullMarked
package io.plumbline.evaluation;
