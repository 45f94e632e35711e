/**
 * From what others send to our events, and back, as pure functions: OpenAI chat-completion pairs, CloudEvents, spans and
 * log records of OpenTelemetry with the GenAI or the OpenInference vocabulary. Nothing here knows a server or a broker.
 */
@NullMarked
package io.plumbline.ingest;

import org.jspecify.annotations.NullMarked;
