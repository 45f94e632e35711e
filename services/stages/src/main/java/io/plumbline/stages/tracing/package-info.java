/** What a record's way through the services looks like to a tracing backend: OpenTelemetry spans, W3C context in headers. */
@NullMarked
package io.plumbline.stages.tracing;

import org.jspecify.annotations.NullMarked;
