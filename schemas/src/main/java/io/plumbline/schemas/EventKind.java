package io.plumbline.schemas;

import java.util.Arrays;

/** The five contracts: which record, which schema file, how large, which CloudEvents type. */
public enum EventKind {
    GENERATION(GenerationEvent.class, "generation-event", "io.plumbline.generation.v1", 1 << 20),
    VERDICT(VerdictEvent.class, "verdict-event", "io.plumbline.verdict.v1", 1 << 19),
    // a generation and its verdict, both of full size, and room for the envelope; below the topics' 2 MiB
    MITIGATION_REQUEST(
            MitigationRequestEvent.class,
            "mitigation-request-event",
            "io.plumbline.mitigation-request.v1",
            (2 << 20) - (1 << 17)),
    MITIGATION(MitigationEvent.class, "mitigation-event", "io.plumbline.mitigation.v1", (2 << 20) - (1 << 17)),
    LABEL(LabelEvent.class, "label-event", "io.plumbline.label.v1", 1 << 16);

    private final Class<? extends Event> type;
    private final String schemaName;
    private final String cloudEventsType;
    private final int bytesMax;

    EventKind(Class<? extends Event> type, String schemaName, String cloudEventsType, int bytesMax) {
        this.type = type;
        this.schemaName = schemaName;
        this.cloudEventsType = cloudEventsType;
        this.bytesMax = bytesMax;
    }

    /** The kind of an event class. */
    public static EventKind of(Class<? extends Event> type) {
        return Arrays.stream(values())
                .filter(kind -> kind.type == type)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(type + " is not one of the event records"));
    }

    public Class<? extends Event> type() {
        return type;
    }

    /** Most bytes of the body, as UTF-8 JSON. */
    public int bytesMax() {
        return bytesMax;
    }

    /** Value of {@code ce_type}. */
    public String cloudEventsType() {
        return cloudEventsType;
    }

    /** {@code $id} of the schema. */
    public String schemaId() {
        return "urn:plumbline:schema:" + schemaName + ":v1";
    }

    /** Resource on the class path, relative to this package. */
    public String schemaResource() {
        return schemaName + ".schema.json";
    }
}
