/**
 * Event contracts: the JSON Schema files (draft-07) beside these classes are the source, the records mirror them (one
 * test proves it), {@link io.plumbline.schemas.EventCodec} is the only way between bytes and records,
 * {@link io.plumbline.schemas.Topics} the only place that names topics. Depends on nothing of ours.
 */
@org.jspecify.annotations.NullMarked
package io.plumbline.schemas;
