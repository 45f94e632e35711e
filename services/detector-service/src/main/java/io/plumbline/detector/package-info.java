/** Kafka to verdicts. */
@org.jspecify.annotations.NullMarked
package io.plumbline.detector;
