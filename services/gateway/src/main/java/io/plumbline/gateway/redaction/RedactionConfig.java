package io.plumbline.gateway.redaction;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What {@link PatternRedactor} looks for. */
@ConfigMapping(prefix = "plumbline.gateway.redaction")
public interface RedactionConfig {
    /** Built-in kinds. */
    Optional<Set<PersonalData>> kinds();

    /**
     * Own kinds: regular expressions (RE2 syntax, so that no text makes them slow) by the name that stands in the placeholder, such as
     * {@code CUSTOMER}.
     */
    Map<String, String> patterns();

    /** Region (ISO 3166, two letters) of telephone numbers without a country code; without it only numbers with one are found. */
    @WithDefault("ZZ")
    String phoneRegion();
}
