package io.plumbline.schemas;

import java.util.regex.Pattern;

/** Argument checks shared by the event records; formats are those of the schema files. */
final class Checks {
    static final Pattern EVENT_ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:~@+=-]{0,199}");
    private static final Pattern TENANT = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
    private static final Pattern CODE = Pattern.compile("[A-Z][A-Z0-9_]{0,63}");
    private static final Pattern SHA_256 = Pattern.compile("[0-9a-f]{64}");

    private Checks() {}

    static void eventId(String id) {
        if (!EVENT_ID.matcher(id).matches()) {
            throw new IllegalArgumentException(
                    "not an event id: 1 to 200 of letters, digits and ._:~@+=- , a letter" + " or digit first");
        }
    }

    static void tenant(String tenant) {
        if (!TENANT.matcher(tenant).matches()) {
            throw new IllegalArgumentException(
                    "not a tenant: 1 to 64 of letters, digits and ._- , a letter or digit first");
        }
    }

    static void code(String what, String code) {
        if (!CODE.matcher(code).matches()) {
            throw new IllegalArgumentException("not a " + what + " (upper case, digits, _): " + code);
        }
    }

    static void sha256(String what, String hash) {
        if (!SHA_256.matcher(hash).matches()) {
            throw new IllegalArgumentException(what + " is not a SHA-256 in lower-case hex");
        }
    }

    static void unit(String what, double value) {
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException(what + " is not in [0, 1]: " + value);
        }
    }

    static void span(int start, int end) {
        if (start < 0 || end <= start) {
            throw new IllegalArgumentException("not a span [start, end): [" + start + ", " + end + ")");
        }
    }

    static void count(String what, int value) {
        if (value < 0) {
            throw new IllegalArgumentException(what + " is negative: " + value);
        }
    }

    static void notEmpty(String what, String value) {
        if (value.isEmpty()) {
            throw new IllegalArgumentException(what + " is empty");
        }
    }
}
