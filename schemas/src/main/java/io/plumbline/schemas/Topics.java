package io.plumbline.schemas;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * Every topic of the fleet: the one place for names, partitions, retention and sizes. Topics are made by deployment or by
 * standalone, never by auto-creation. All that hold events are keyed by the id of the generation. Clean-up is by deletion, not
 * compaction: several verdicts of one generation share a key, and other producers may send records without one.
 */
public final class Topics {
    public static final String GENERATIONS = "plumbline.generations.v1";
    public static final String VERDICTS = "plumbline.verdicts.v1";
    public static final String MITIGATION_REQUESTS = "plumbline.mitigation-requests.v1";
    public static final String MITIGATIONS = "plumbline.mitigations.v1";
    /** What people say about verdicts. */
    public static final String LABELS = "plumbline.labels.v1";
    /** Verdicts of profiles on trial: nothing acts on them, so that none can be taken for a verdict. */
    public static final String SHADOW_VERDICTS = "plumbline.shadow-verdicts.v1";
    /** Versions of the routing table, each for ever: the newest is in force, all of them are its history. */
    public static final String ROUTING = "plumbline.routing.v1";
    /** What was changed or erased, when, by whom; never text of an event, and no id of one. */
    public static final String AUDIT = "plumbline.audit.v1";

    public static final String DLQ_SUFFIX = ".dlq";
    public static final String GENERATIONS_DLQ = GENERATIONS + DLQ_SUFFIX;
    public static final String VERDICTS_DLQ = VERDICTS + DLQ_SUFFIX;

    /** Most bytes of a record on a topic: an event of 1 MiB, or two embedded ones, with headers. */
    public static final int TOPIC_BYTES_MAX = 2 << 20;
    /** Most bytes of a dead letter: a full record and its reason headers. */
    public static final int DLQ_BYTES_MAX = 3 << 20;

    private static final List<TopicSpec> READ = List.of(
            new TopicSpec(GENERATIONS, 6, Duration.ofDays(7), TOPIC_BYTES_MAX),
            new TopicSpec(VERDICTS, 6, Duration.ofDays(30), TOPIC_BYTES_MAX),
            new TopicSpec(MITIGATION_REQUESTS, 3, Duration.ofDays(7), TOPIC_BYTES_MAX),
            new TopicSpec(MITIGATIONS, 3, Duration.ofDays(30), TOPIC_BYTES_MAX),
            new TopicSpec(LABELS, 3, Duration.ofDays(30), TOPIC_BYTES_MAX));

    /** Of these no record is ever given up: services write them, or read them as a table. */
    private static final List<TopicSpec> WITHOUT_DEAD_LETTERS = List.of(
            new TopicSpec(SHADOW_VERDICTS, 6, Duration.ofDays(30), TOPIC_BYTES_MAX),
            // one partition: versions have one order
            new TopicSpec(ROUTING, 1, TopicSpec.FOREVER, TOPIC_BYTES_MAX),
            new TopicSpec(AUDIT, 1, Duration.ofDays(365), TOPIC_BYTES_MAX));

    private static final List<TopicSpec> ALL = Stream.concat(
                    READ.stream()
                            .flatMap(topic -> Stream.of(
                                    topic, new TopicSpec(dlq(topic.name()), 1, Duration.ofDays(30), DLQ_BYTES_MAX))),
                    WITHOUT_DEAD_LETTERS.stream())
            .toList();

    private Topics() {}

    /** Name of the dead-letter topic of a topic. */
    public static String dlq(String topic) {
        return topic + DLQ_SUFFIX;
    }

    /** Every topic; those that can have dead letters are each followed by their dead-letter topic. */
    public static List<TopicSpec> all() {
        return ALL;
    }
}
