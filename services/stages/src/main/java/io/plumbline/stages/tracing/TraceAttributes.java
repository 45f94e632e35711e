package io.plumbline.stages.tracing;

import io.opentelemetry.api.common.AttributeKey;

/**
 * Names of what spans say. OpenTelemetry's where it has a name (messaging, GenAI: semantic conventions 1.37), else under {@code
 * plumbline.}. No text of an answer, a question or a passage is ever an attribute.
 */
public final class TraceAttributes {
    public static final AttributeKey<String> SYSTEM = AttributeKey.stringKey("messaging.system");
    public static final AttributeKey<String> OPERATION = AttributeKey.stringKey("messaging.operation.type");
    public static final AttributeKey<String> TOPIC = AttributeKey.stringKey("messaging.destination.name");
    public static final AttributeKey<String> PARTITION = AttributeKey.stringKey("messaging.destination.partition.id");
    public static final AttributeKey<Long> OFFSET = AttributeKey.longKey("messaging.kafka.offset");

    /** The model as it was asked for in the settings. */
    public static final AttributeKey<String> MODEL = AttributeKey.stringKey("gen_ai.request.model");
    /** Tokens read by the pass. */
    public static final AttributeKey<Long> INPUT_TOKENS = AttributeKey.longKey("gen_ai.usage.input_tokens");
    /** Tokens written. */
    public static final AttributeKey<Long> OUTPUT_TOKENS = AttributeKey.longKey("gen_ai.usage.output_tokens");

    public static final AttributeKey<String> EVALUATION = AttributeKey.stringKey("gen_ai.evaluation.name");
    public static final AttributeKey<Double> SCORE = AttributeKey.doubleKey("gen_ai.evaluation.score.value");
    public static final AttributeKey<String> LABEL = AttributeKey.stringKey("gen_ai.evaluation.score.label");
    /** Code of what went wrong. */
    public static final AttributeKey<String> ERROR = AttributeKey.stringKey("error.type");

    public static final AttributeKey<String> EVENT_ID = AttributeKey.stringKey("plumbline.event.id");
    public static final AttributeKey<String> TENANT = AttributeKey.stringKey("plumbline.tenant");
    public static final AttributeKey<String> OUTCOME = AttributeKey.stringKey("plumbline.outcome");
    /** Why an event was not judged, or an answer not repaired. */
    public static final AttributeKey<String> REASON = AttributeKey.stringKey("plumbline.reason");

    public static final AttributeKey<String> PROFILE = AttributeKey.stringKey("plumbline.profile");
    public static final AttributeKey<String> PROFILE_ID = AttributeKey.stringKey("plumbline.profile.id");
    public static final AttributeKey<Long> ATTEMPTS = AttributeKey.longKey("plumbline.attempts");
    public static final AttributeKey<Long> PASSES = AttributeKey.longKey("plumbline.passes");
    public static final AttributeKey<String> STRATEGY = AttributeKey.stringKey("plumbline.strategy");
    /** The dead letter that a record was. */
    public static final AttributeKey<String> REDRIVE_OF = AttributeKey.stringKey("plumbline.redrive.of");

    /** Value of {@link #EVALUATION}. */
    public static final String HALLUCINATION = "plumbline.hallucination";

    private TraceAttributes() {}
}
