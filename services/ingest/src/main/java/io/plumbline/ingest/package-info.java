/**
 * Between other people's formats and our events, as pure functions: OpenAI chat-completion pairs, CloudEvents, spans and log
 * records of OpenTelemetry with the GenAI or the OpenInference vocabulary come in; verdicts go out as an evaluation event and
 * as a carrier span. Nothing here knows a server or a broker.
 */
@NullMarked
package io.plumbline.ingest;

import org.jspecify.annotations.NullMarked;
