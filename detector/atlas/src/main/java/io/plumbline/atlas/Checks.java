package io.plumbline.atlas;

import io.plumbline.model.HeadId;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** Argument checks shared by the values. */
final class Checks {
    /** Names of families, metrics and sets: they are keys in JSON and words on command lines. */
    private static final String NAME = "[a-z][A-Za-z0-9-]{0,63}";

    private Checks() {}

    static void name(String what, String value) {
        if (!value.matches(NAME)) {
            throw new IllegalArgumentException(what + " is named '" + value + "'; wanted " + NAME);
        }
    }

    static void sha256(String name, String value) {
        if (!value.matches("[0-9a-f]{64}")) {
            throw new IllegalArgumentException(name + " is not a SHA-256 in lower-case hex: " + value);
        }
    }

    static void finite(String name, double value) {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException(name + " is not finite: " + value);
        }
    }

    static void atLeast(String name, int value, int least) {
        if (value < least) {
            throw new IllegalArgumentException(name + " is " + value + ", wanted at least " + least);
        }
    }

    static void texts(String name, Map<String, String> values) {
        new TreeMap<>(values).forEach((key, value) -> {
            if (key.isBlank()) {
                throw new IllegalArgumentException(name + " has a nameless entry");
            }
            Objects.requireNonNull(value, name + " has no value for " + key);
        });
    }

    static void distinct(List<HeadId> heads) {
        if (heads.stream().distinct().count() != heads.size()) {
            throw new IllegalArgumentException("a head is listed twice: " + heads);
        }
    }
}
