package io.plumbline.mitigation.strategy;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** The settings of one way to write an answer. Data only: a {@link StrategyDecoder} runs it. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Regenerate.class, name = "regenerate"),
    @JsonSubTypes.Type(value = Knockout.class, name = "knockout"),
    @JsonSubTypes.Type(value = ContextAwareDecoding.class, name = "cad"),
    @JsonSubTypes.Type(value = DeCoRe.class, name = "decore"),
    @JsonSubTypes.Type(value = Aarf.class, name = "aarf"),
    @JsonSubTypes.Type(value = Cafe.class, name = "cafe")
})
public sealed interface Strategy permits Regenerate, Knockout, ContextAwareDecoding, DeCoRe, Aarf, Cafe {
    /** Counts up whenever equal settings would write something else. */
    int VERSION = 1;

    /** What is done, for records and reports, for example {@code decore-entropy}; not unique among settings. */
    String title();

    /** Where formula and constants come from; not blank. */
    String source();
}
