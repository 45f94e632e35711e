package io.plumbline.scoring.profile;

import java.util.List;
import java.util.regex.Pattern;

/** Argument checks shared by the parts of a profile. */
final class Checks {
    private static final Pattern SHA_256 = Pattern.compile("[0-9a-f]{64}");

    private Checks() {}

    static void notBlank(String name, String value) {
        if (value.isBlank()) {
            throw new IllegalArgumentException(name + " is blank");
        }
    }

    static void sha256(String name, String value) {
        if (!SHA_256.matcher(value).matches()) {
            throw new IllegalArgumentException(name + " is no SHA-256 in lower-case hex: " + value);
        }
    }

    static void probability(String name, double value) {
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException(name + " " + value + " is not in [0, 1]");
        }
    }

    static void finite(String name, double value) {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException(name + " " + value + " is not finite");
        }
    }

    static void atLeast(String name, int value, int least) {
        if (value < least) {
            throw new IllegalArgumentException(name + " " + value + " is below " + least);
        }
    }

    static void distinct(String what, List<?> values) {
        if (values.stream().distinct().count() != values.size()) {
            throw new IllegalArgumentException("a " + what + " is listed twice: " + values);
        }
    }
}
