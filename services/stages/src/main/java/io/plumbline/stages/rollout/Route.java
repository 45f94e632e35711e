package io.plumbline.stages.rollout;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.plumbline.schemas.GenerationEvent;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Whose answers are judged by what.
 *
 * @param tenant whom it is for; empty for all
 * @param app which application's answers; empty for all
 * @param active name or id of the profile whose verdicts count
 * @param shadows names or ids of profiles on trial
 */
public record Route(
        Optional<String> tenant,
        Optional<String> app,
        @JsonProperty(required = true) String active,
        List<String> shadows) {
    /** Each costs a pass for every answer. */
    public static final int SHADOWS_MAX = 4;

    /** No path: a table must not be able to name just any file of a detector. */
    private static final Pattern PROFILE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._+@-]{0,199}");

    private static final int SOURCE_MAX = 200;

    public Route {
        Objects.requireNonNull(tenant, "tenant is null");
        Objects.requireNonNull(app, "app is null");
        tenant.ifPresent(name -> checkSource("tenant", name));
        app.ifPresent(name -> checkSource("app", name));
        shadows = List.copyOf(shadows);
        checkProfile(active);
        shadows.forEach(Route::checkProfile);
        if (shadows.size() > SHADOWS_MAX) {
            throw new IllegalArgumentException("at most " + SHADOWS_MAX + " shadows, not " + shadows.size());
        }
        if (shadows.contains(active) || new HashSet<>(shadows).size() < shadows.size()) {
            throw new IllegalArgumentException("a shadow is another profile than " + active + " and named once");
        }
    }

    private static void checkSource(String what, String name) {
        if (name.isBlank() || name.length() > SOURCE_MAX) {
            throw new IllegalArgumentException(
                    "a " + what + " is 1 to " + SOURCE_MAX + " characters; leave it out for all");
        }
    }

    private static void checkProfile(String name) {
        if (!PROFILE.matcher(name).matches()) {
            throw new IllegalArgumentException("not a profile's name or id: " + name
                    + ". Letters, digits and ._+@- , no path: put files into the detectors' profile directory");
        }
    }

    boolean matches(GenerationEvent event) {
        return tenant.filter(wanted -> !wanted.equals(event.tenant())).isEmpty()
                && app.filter(wanted -> !event.source().app().equals(Optional.of(wanted)))
                        .isEmpty();
    }

    int weight() {
        return (tenant.isPresent() ? 2 : 0) + (app.isPresent() ? 1 : 0);
    }
}
