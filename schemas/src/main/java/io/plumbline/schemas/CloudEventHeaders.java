package io.plumbline.schemas;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * CloudEvents 1.0 attributes in Kafka's binary mode: headers {@code ce_*} beside an untouched body. Always written,
 * optional when read.
 *
 * @param id of this occurrence: the verdict's, mitigation's or label's id, for a generation its own
 * @param source who wrote the record, for example {@code /plumbline/gateway}
 * @param type see {@link EventKind#cloudEventsType}
 * @param subject id of the generation the record is about
 * @param time when the record was written
 */
public record CloudEventHeaders(
        String id, String source, String type, Optional<String> subject, Optional<Instant> time) {
    private static final String SPEC_VERSION = "1.0";

    /** The attributes of a record for {@code event}. */
    public static CloudEventHeaders of(Event event, String source, Instant time) {
        EventKind kind = EventKind.of(event.getClass());
        String id =
                switch (kind) {
                    case GENERATION -> event.key();
                    case VERDICT -> ((VerdictEvent) event).verdictId();
                    case MITIGATION_REQUEST -> ((MitigationRequestEvent) event).requestId();
                    case MITIGATION -> ((MitigationEvent) event).mitigationId();
                    case LABEL -> ((LabelEvent) event).labelId();
                };
        return new CloudEventHeaders(id, source, kind.cloudEventsType(), Optional.of(event.key()), Optional.of(time));
    }

    /** Header names and UTF-8 values, {@code content-type} included, in a fixed order. */
    public Map<String, byte[]> toHeaders() {
        Map<String, byte[]> headers = new LinkedHashMap<>();
        put(headers, "content-type", "application/json");
        put(headers, "ce_specversion", SPEC_VERSION);
        put(headers, "ce_id", id);
        put(headers, "ce_source", source);
        put(headers, "ce_type", type);
        subject.ifPresent(value -> put(headers, "ce_subject", value));
        time.ifPresent(value -> put(headers, "ce_time", value.toString()));
        return headers;
    }

    /**
     * Reads the attributes of a record; empty if it carries none, or not all that CloudEvents 1.0 requires. A time that
     * cannot be read is left out: headers never decide the fate of a record.
     */
    public static Optional<CloudEventHeaders> read(Map<String, byte[]> headers) {
        Optional<String> id = text(headers, "ce_id");
        Optional<String> source = text(headers, "ce_source");
        Optional<String> type = text(headers, "ce_type");
        boolean known =
                text(headers, "ce_specversion").filter(SPEC_VERSION::equals).isPresent();
        if (!known || id.isEmpty() || source.isEmpty() || type.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new CloudEventHeaders(
                id.get(),
                source.get(),
                type.get(),
                text(headers, "ce_subject"),
                text(headers, "ce_time").flatMap(CloudEventHeaders::instant)));
    }

    private static Optional<Instant> instant(String text) {
        try {
            return Optional.of(OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static void put(Map<String, byte[]> headers, String name, String value) {
        headers.put(name, value.getBytes(StandardCharsets.UTF_8));
    }

    private static Optional<String> text(Map<String, byte[]> headers, String name) {
        byte[] value = headers.get(name);
        return value == null || value.length == 0
                ? Optional.empty()
                : Optional.of(new String(value, StandardCharsets.UTF_8));
    }
}
