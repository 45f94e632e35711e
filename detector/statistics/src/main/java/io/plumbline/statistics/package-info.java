/** AUC, bootstrap and the like. */
@org.jspecify.annotations.NullMarked
package io.plumbline.statistics;
