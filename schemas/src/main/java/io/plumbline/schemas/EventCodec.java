package io.plumbline.schemas;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.plumbline.schemas.EventException.Violation;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Bytes to events and back. Writing is strict: what leaves has passed the schema and is canonical JSON (RFC 8785), so
 * equal events have equal bytes. Reading comes in two grades: {@link #decode} for consumers ignores fields it does not
 * know within major version 1; {@link #decodeStrict} for the edge refuses them, so that a misspelt field is not lost in
 * silence. Thread-safe; make one per process.
 */
public final class EventCodec {
    private static final int DEPTH_MAX = 64;
    private static final Pattern VERSION = Pattern.compile("([0-9]{1,9})\\.[0-9]{1,9}");

    private final EventSchemas schemas = new EventSchemas();
    private final JsonMapper mapper = mapper();

    /**
     * The canonical bytes of an event.
     *
     * @throws EventException {@code SCHEMA_INVALID} if a length or number limit of the schema is exceeded,
     *     {@code TOO_LARGE} if the bytes are more than {@link EventKind#bytesMax}, {@code UNPARSABLE} if a text holds an
     *     unpaired surrogate
     */
    public byte[] encode(Event event) {
        EventKind kind = EventKind.of(event.getClass());
        if (event instanceof VerdictEvent verdict && verdict.outcome() instanceof Outcome.Unknown) {
            throw EventException.invalid(
                    List.of(new Violation("/outcome/status", "only known statuses are written")),
                    Optional.of(event.key()));
        }
        JsonNode tree = mapper.valueToTree(event);
        JsonTexts.requireWellFormed(tree);
        requireValid(kind, tree, true, Optional.of(event.key()));
        byte[] bytes;
        try {
            bytes = CanonicalJson.canonical(mapper.writeValueAsBytes(tree));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree can always be written", e);
        }
        requireSize(kind, bytes);
        return bytes;
    }

    /**
     * The event in these bytes, for a consumer: fields it does not know are ignored.
     *
     * @throws EventException of any kind; the event's id is in it if it could be read
     */
    public <T extends Event> T decode(Class<T> type, byte[] bytes) {
        return decode(type, bytes, false);
    }

    /**
     * The event in these bytes, for the edge of the system: fields the schema does not name are refused.
     *
     * @throws EventException of any kind; the event's id is in it if it could be read
     */
    public <T extends Event> T decodeStrict(Class<T> type, byte[] bytes) {
        return decode(type, bytes, true);
    }

    private <T extends Event> T decode(Class<T> type, byte[] bytes, boolean closed) {
        EventKind kind = EventKind.of(type);
        requireSize(kind, bytes);
        ObjectNode tree = parse(bytes);
        Optional<String> eventId = eventId(kind, tree);
        requireMajorVersion(tree, eventId);
        requireValid(kind, tree, closed, eventId);
        defaultVersion(tree);
        try {
            return mapper.treeToValue(tree, type);
        } catch (JsonMappingException e) {
            throw EventException.invalid(List.of(new Violation(pointer(e), rootMessage(e))), eventId);
        } catch (JsonProcessingException e) {
            throw EventException.unparsable("not readable as " + type.getSimpleName(), e);
        }
    }

    private ObjectNode parse(byte[] bytes) {
        JsonNode tree;
        try {
            tree = mapper.readTree(bytes);
        } catch (JsonProcessingException e) {
            // the original message only: the full one quotes the source, which may be somebody's private text
            throw EventException.unparsable("not a JSON document" + position(e), e);
        } catch (IOException e) {
            throw EventException.unparsable("not a JSON document", e);
        }
        if (!(tree instanceof ObjectNode object)) {
            throw EventException.unparsable("not a JSON object; send one object per event");
        }
        JsonTexts.requireWellFormed(object);
        return object;
    }

    private static String position(JsonProcessingException e) {
        return e.getLocation() == null
                ? ""
                : " (line " + e.getLocation().getLineNr() + ", column "
                        + e.getLocation().getColumnNr() + ")";
    }

    private static Optional<String> eventId(EventKind kind, JsonNode tree) {
        JsonNode id =
                switch (kind) {
                    case GENERATION -> tree.path("id");
                    case VERDICT, MITIGATION, LABEL -> tree.path("eventId");
                    case MITIGATION_REQUEST -> tree.path("generation").path("id");
                };
        return Optional.of(id.asText(""))
                .filter(text -> id.isTextual() && Checks.EVENT_ID.matcher(text).matches());
    }

    private static void requireMajorVersion(JsonNode tree, Optional<String> eventId) {
        Matcher version = VERSION.matcher(tree.path("schemaVersion").asText(""));
        if (version.matches() && Integer.parseInt(version.group(1)) != 1) {
            throw EventException.unsupportedVersion(version.group(), eventId);
        }
    }

    private void requireValid(EventKind kind, JsonNode tree, boolean closed, Optional<String> eventId) {
        List<Violation> violations = schemas.violations(kind, tree, closed);
        if (!violations.isEmpty()) {
            throw EventException.invalid(violations, eventId);
        }
    }

    private static void requireSize(EventKind kind, byte[] bytes) {
        if (bytes.length > kind.bytesMax()) {
            throw EventException.tooLarge(
                    bytes.length, kind.bytesMax(), kind.type().getSimpleName());
        }
    }

    private static void defaultVersion(ObjectNode event) {
        if (!event.has("schemaVersion")) {
            event.put("schemaVersion", Event.CURRENT_VERSION);
        }
        for (String embedded : List.of("generation", "verdict")) {
            if (event.get(embedded) instanceof ObjectNode inner) {
                defaultVersion(inner);
            }
        }
    }

    private static String pointer(JsonMappingException e) {
        StringBuilder pointer = new StringBuilder();
        for (JsonMappingException.Reference step : e.getPath()) {
            pointer.append('/').append(step.getFieldName() != null ? step.getFieldName() : step.getIndex());
        }
        return pointer.toString();
    }

    private static String rootMessage(Throwable e) {
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String message = root instanceof JsonProcessingException json ? json.getOriginalMessage() : root.getMessage();
        return message == null ? root.getClass().getSimpleName() : message;
    }

    private static JsonMapper mapper() {
        JsonFactory factory = JsonFactory.builder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(DEPTH_MAX)
                        .maxDocumentLength(2L * EventKind.MITIGATION.bytesMax())
                        .build())
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .build();
        JsonSetter.Value nullIsEmpty = JsonSetter.Value.forValueNulls(Nulls.AS_EMPTY);
        return JsonMapper.builder(factory)
                .addModules(new Jdk8Module(), new JavaTimeModule())
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                .defaultPropertyInclusion(
                        JsonInclude.Value.construct(JsonInclude.Include.NON_ABSENT, JsonInclude.Include.NON_ABSENT))
                .withConfigOverride(List.class, config -> config.setSetterInfo(nullIsEmpty))
                .withConfigOverride(Map.class, config -> config.setSetterInfo(nullIsEmpty))
                .withConfigOverride(Source.class, config -> config.setSetterInfo(nullIsEmpty))
                .withConfigOverride(Generator.class, config -> config.setSetterInfo(nullIsEmpty))
                .build();
    }
}
