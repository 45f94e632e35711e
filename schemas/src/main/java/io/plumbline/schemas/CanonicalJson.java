package io.plumbline.schemas;

import java.io.IOException;
import java.util.HexFormat;
import org.erdtman.jcs.JsonCanonicalizer;

/**
 * Canonical JSON (RFC 8785, JSON Canonicalization Scheme): keys sorted by UTF-16 units, numbers as ECMAScript writes
 * them, no white space, UTF-8. Two documents with the same content have the same bytes.
 */
public final class CanonicalJson {
    private CanonicalJson() {}

    /**
     * The canonical form of a JSON document.
     *
     * @throws EventException {@code UNPARSABLE} if the bytes are not one
     */
    public static byte[] canonical(byte[] json) {
        try {
            return new JsonCanonicalizer(json).getEncodedUTF8();
        } catch (IOException | RuntimeException e) {
            throw EventException.unparsable("not a JSON document: " + e.getMessage(), e);
        }
    }

    /**
     * SHA-256 of the canonical form, in lower-case hex: the hash of an event's body, the same whatever white space, key
     * order or escapes its producer uses.
     *
     * @throws EventException {@code UNPARSABLE} if the bytes are not a JSON document
     */
    public static String hash(byte[] json) {
        return HexFormat.of().formatHex(Ids.newSha256().digest(canonical(json)));
    }
}
