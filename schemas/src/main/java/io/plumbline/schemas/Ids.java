package io.plumbline.schemas;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Deterministic ids: SHA-256 in lower-case hex over a domain name and the parts, each UTF-8 and preceded by its length in
 * bytes as four bytes, big-endian, so that no two lists of parts give the same input.
 */
public final class Ids {
    private static final int CALL_UNITS_MAX = 190;
    private static final int CALL_UNITS_KEPT = 120;

    private Ids() {}

    /**
     * The id of a tool's call as part of the id of a passage, which has at most 200 characters with a prefix and a number beside
     * it.
     *
     * @return the id itself up to 190 UTF-16 units, else its beginning and a hash of the whole
     */
    public static String callId(String id) {
        if (id.length() <= CALL_UNITS_MAX) {
            return id;
        }
        int cut = Character.isHighSurrogate(id.charAt(CALL_UNITS_KEPT - 1)) ? CALL_UNITS_KEPT - 1 : CALL_UNITS_KEPT;
        return id.substring(0, cut) + "~" + hash("plumbline/call/v1", id);
    }

    /**
     * Id of the verdict of one profile on one event: equal for a repeated delivery, different once the body or the
     * profile differs.
     *
     * @param tenant of the event
     * @param eventId id of the event
     * @param bodyHash {@link CanonicalJson#hash} of the event's body
     * @param profileId SHA-256 of the profile; for an unknown profile the name that was asked for
     */
    public static String verdictId(String tenant, String eventId, String bodyHash, String profileId) {
        return hash("plumbline/verdict/v1", tenant, eventId, bodyHash, profileId);
    }

    /** Id of the request to mitigate what a verdict flagged. */
    public static String mitigationRequestId(String verdictId) {
        return hash("plumbline/mitigation-request/v1", verdictId);
    }

    /** Id of what one preset made of a request: equal for a repeated delivery. */
    public static String mitigationId(String requestId, String presetId) {
        return hash("plumbline/mitigation/v1", requestId, presetId);
    }

    /**
     * Id of what a person said about a verdict: equal for a repetition, another once anything said differs.
     *
     * @param said what was said, one part for each field, in a fixed order
     */
    public static String labelId(String verdictId, String annotator, List<String> said) {
        return hash(
                "plumbline/label/v1",
                Stream.concat(Stream.of(verdictId, annotator), said.stream()).toArray(String[]::new));
    }

    /**
     * What stands for an event, or for all of a tenant's, where its name must not: in records about its erasure. Who knows the
     * name can tell that it is meant, nobody can tell the name.
     *
     * @param eventId of the event; empty for all of the tenant's
     */
    public static String erasureSubject(String tenant, Optional<String> eventId) {
        return eventId.map(id -> hash("plumbline/erasure/event/v1", tenant, id))
                .orElseGet(() -> hash("plumbline/erasure/tenant/v1", tenant));
    }

    /**
     * A number in [0, 1) that looks random and is always the same for an event: what is sampled at a rate is what draws less.
     *
     * @param tenant of the event
     * @param eventId id of the event
     */
    public static double draw(String tenant, String eventId) {
        long bits =
                ByteBuffer.wrap(digest("plumbline/draw/v1", tenant, eventId)).getLong();
        // the upper 53 bits: as many as a double holds exactly
        return (bits >>> 11) * 0x1.0p-53;
    }

    private static String hash(String domain, String... parts) {
        return HexFormat.of().formatHex(digest(domain, parts));
    }

    private static byte[] digest(String domain, String... parts) {
        MessageDigest digest = newSha256();
        frame(digest, domain);
        for (String part : parts) {
            frame(digest, part);
        }
        return digest.digest();
    }

    private static void frame(MessageDigest digest, String part) {
        byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
        digest.update(bytes);
    }

    static MessageDigest newSha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
