package io.plumbline.ingest;

import com.fasterxml.jackson.databind.JsonNode;
import io.plumbline.schemas.EventKind;
import java.util.Base64;
import java.util.Optional;

/**
 * CloudEvents 1.0 over HTTP. In binary mode the body is the event and the attributes are headers {@code ce-*}; in
 * structured mode ({@code application/cloudevents+json}) the event is {@code data} inside an envelope. The attributes
 * beside type and version are not kept: id and time of a generation are its own.
 */
public final class CloudEventBody {
    /** Content type of the structured mode. */
    public static final String STRUCTURED = "application/cloudevents+json";

    private static final String VERSION = "1.0";

    private CloudEventBody() {}

    /**
     * The generation's JSON inside a structured envelope.
     *
     * @throws IngestException {@code UNPARSABLE}, or {@code INVALID} for another version or type, or without data
     */
    public static byte[] data(byte[] body) {
        JsonNode envelope = Json.object(body);
        requireGeneration(Json.text(envelope.path("specversion")), Json.text(envelope.path("type")));
        for (String required : new String[] {"id", "source"}) {
            if (Json.text(envelope.path(required)).isEmpty()) {
                throw IngestException.invalid("/" + required, "CloudEvents 1.0 requires a text here");
            }
        }
        if (envelope.path("data").isObject()) {
            return Json.bytes(envelope.path("data"));
        }
        Optional<String> base64 = Json.text(envelope.path("data_base64"));
        if (base64.isPresent()) {
            try {
                return Base64.getDecoder().decode(base64.get());
            } catch (IllegalArgumentException e) {
                throw IngestException.invalid("/data_base64", "Base64 is expected");
            }
        }
        throw IngestException.invalid("/data", "a generation is expected here, as a JSON object");
    }

    /**
     * Checks the attributes that decide what a body is.
     *
     * @throws IngestException {@code INVALID} if they are not those of a generation
     */
    public static void requireGeneration(Optional<String> specVersion, Optional<String> type) {
        if (specVersion.filter(VERSION::equals).isEmpty()) {
            throw IngestException.invalid("/specversion", "CloudEvents " + VERSION + " are understood here");
        }
        if (type.filter(EventKind.GENERATION.cloudEventsType()::equals).isEmpty()) {
            throw IngestException.invalid(
                    "/type", "events of type " + EventKind.GENERATION.cloudEventsType() + " are taken in here");
        }
    }
}
