/** Framework-free stage logic. */
@org.jspecify.annotations.NullMarked
package io.plumbline.stages;
