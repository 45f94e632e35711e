package io.plumbline.model.weights;

import java.io.Serial;
import java.util.regex.Pattern;

/** One way to a model has failed; another may do. The message holds no credentials. */
final class FetchException extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    private static final Pattern CREDENTIALS = Pattern.compile("://[^/@\\s]+@");

    private final boolean checksum;

    FetchException(String message) {
        this(message, false);
    }

    private FetchException(String message, boolean checksum) {
        super(redact(message));
        this.checksum = checksum;
    }

    static FetchException checksum(String what, String expected, String actual) {
        return new FetchException(what + " has SHA-256 " + actual + ", expected " + expected, true);
    }

    /** Whether something came, but not what was pinned. */
    boolean isChecksum() {
        return checksum;
    }

    /** Names and passwords inside URLs become stars. */
    static String redact(String text) {
        return CREDENTIALS.matcher(text).replaceAll("://***@");
    }
}
