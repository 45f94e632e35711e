/** Tells others of verdicts: an OTLP endpoint, a webhook. Off unless configured. */
@NullMarked
package io.plumbline.gateway.emit;

import org.jspecify.annotations.NullMarked;
