package io.plumbline.schemas;

/** An event of one of the five contracts; immutable, valid by construction, without nulls. */
public sealed interface Event
        permits GenerationEvent, VerdictEvent, MitigationRequestEvent, MitigationEvent, LabelEvent {
    /** The minor version written by this build. */
    String CURRENT_VERSION = "1.0";

    /** Major and minor version of the schema this event was written with, for example {@code 1.0}. */
    String schemaVersion();

    /** Key of the record that carries this event: the id of the generation it is about. */
    String key();

    /** Tenant the event belongs to. */
    String tenant();
}
