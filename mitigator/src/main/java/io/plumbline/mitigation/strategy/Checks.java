package io.plumbline.mitigation.strategy;

import io.plumbline.model.HeadId;
import java.util.List;
import java.util.OptionalDouble;

/** Argument checks shared by the settings. */
final class Checks {
    private Checks() {}

    static void notBlank(String name, String value) {
        if (value.isBlank()) {
            throw new IllegalArgumentException(name + " is blank");
        }
    }

    static void finite(String name, double value) {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException(name + " " + value + " is not finite");
        }
    }

    static void notNegative(String name, double value) {
        finite(name, value);
        if (value < 0) {
            throw new IllegalArgumentException(name + " " + value + " is negative");
        }
    }

    static void atLeast(String name, long value, long least) {
        if (value < least) {
            throw new IllegalArgumentException(name + " " + value + " is below " + least);
        }
    }

    /** A share of the largest probability, in (0, 1]. */
    static void floor(OptionalDouble floor) {
        if (floor.isPresent() && !(floor.getAsDouble() > 0 && floor.getAsDouble() <= 1)) {
            throw new IllegalArgumentException("plausibility floor " + floor.getAsDouble() + " is not in (0, 1]");
        }
    }

    static List<HeadId> heads(List<HeadId> heads) {
        distinct("head", heads);
        return List.copyOf(heads);
    }

    static void distinct(String what, List<?> values) {
        if (values.stream().distinct().count() != values.size()) {
            throw new IllegalArgumentException("a " + what + " is listed twice: " + values);
        }
    }
}
