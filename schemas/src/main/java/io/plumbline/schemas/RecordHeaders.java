package io.plumbline.schemas;

import java.nio.charset.StandardCharsets;

/**
 * Names of the headers Plumbline writes beside the {@code ce_*} ones: everything about a record that differs between two
 * equal runs, and why a dead letter is dead.
 */
public final class RecordHeaders {
    /** Attempt that gave this record, from 1. */
    public static final String ATTEMPT = "plumbline-attempt";
    /** Host that wrote it. */
    public static final String HOST = "plumbline-host";
    /** Time in the model, in milliseconds. */
    public static final String MODEL_MS = "plumbline-model-ms";
    /** Time in the queue, in milliseconds. */
    public static final String QUEUE_MS = "plumbline-queue-ms";
    /** Fingerprint of build, engine, instruction set and threads: equal bodies are promised within one. */
    public static final String ENVIRONMENT = "plumbline-environment";
    /** Length of a pass over the event in tokens, estimated by who sent it: for who does not read the body. */
    public static final String TOKENS_ESTIMATE = "plumbline-tokens-estimate";
    /** Id of the replay that gave this record; the stream writes none. */
    public static final String REPLAY_JOB = "plumbline-replay-job";
    /** {@link #ROLE_SHADOW} on a verdict that nothing acts on; absent on every other. */
    public static final String ROLE = "plumbline-role";
    /** See {@link #ROLE}. */
    public static final String ROLE_SHADOW = "shadow";
    /**
     * Where this record lay, as {@code topic/partition:offset}, before others beside it were erased and it was written anew. Who read
     * it there has read it.
     */
    public static final String MOVED_FROM = "plumbline-moved-from";
    /** On a moved record that the fleet had taken in where it lay: services pass it over. */
    public static final String MOVED_DONE = "plumbline-moved-done";
    /** W3C trace context: the span that wrote the record; one on each record. */
    public static final String TRACE_PARENT = "traceparent";
    /** The trace context that the event came with, where spans of ours lie between: the span whose answer is judged. */
    public static final String CALLER_TRACE_PARENT = "plumbline-caller-traceparent";

    /** Code of the reason a dead letter is dead. */
    public static final String DLQ_REASON = "plumbline-dlq-reason";
    /** What to do about it, for a person; never a stack trace. */
    public static final String DLQ_DETAIL = "plumbline-dlq-detail";
    /** Topic the record was read from. */
    public static final String DLQ_TOPIC = "plumbline-dlq-topic";
    /** Its partition. */
    public static final String DLQ_PARTITION = "plumbline-dlq-partition";
    /** Its offset. */
    public static final String DLQ_OFFSET = "plumbline-dlq-offset";

    /** Most bytes of one header value. */
    public static final int VALUE_BYTES_MAX = 4096;

    private RecordHeaders() {}

    /** A header value as UTF-8, cut before the code point that would exceed {@link #VALUE_BYTES_MAX}. */
    public static byte[] value(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length <= VALUE_BYTES_MAX) {
            return bytes;
        }
        int end = VALUE_BYTES_MAX;
        while ((bytes[end] & 0xC0) == 0x80) {
            end--;
        }
        byte[] cut = new byte[end];
        System.arraycopy(bytes, 0, cut, 0, end);
        return cut;
    }
}
