package io.plumbline.schemas;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.plumbline.schemas.EventException.Violation;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The schema files, as they are (strict) and without their refusal of unknown fields (tolerant). Thread-safe. */
final class EventSchemas {
    private final Map<EventKind, Schema> strict;
    private final Map<EventKind, Schema> tolerant;

    EventSchemas() {
        strict = load(false);
        tolerant = load(true);
    }

    /** Violations in document order, at most {@link EventException#VIOLATIONS_MAX}; empty if the document is valid. */
    List<Violation> violations(EventKind kind, JsonNode document, boolean closed) {
        Schema schema = Objects.requireNonNull((closed ? strict : tolerant).get(kind));
        return schema.validate(document).stream()
                .limit(EventException.VIOLATIONS_MAX)
                .map(EventSchemas::violation)
                .toList();
    }

    private static Violation violation(Error error) {
        return new Violation(String.valueOf(error.getInstanceLocation()), error.getMessage());
    }

    private static Map<EventKind, Schema> load(boolean open) {
        ObjectMapper mapper = new ObjectMapper();
        Map<String, String> texts = new HashMap<>();
        for (EventKind kind : EventKind.values()) {
            try (InputStream in = EventSchemas.class.getResourceAsStream(kind.schemaResource())) {
                JsonNode schema = mapper.readTree(Objects.requireNonNull(in, kind.schemaResource()));
                if (open) {
                    openUp(schema);
                }
                texts.put(kind.schemaId(), mapper.writeValueAsString(schema));
            } catch (IOException e) {
                throw new UncheckedIOException("the schema " + kind.schemaResource() + " is not readable", e);
            }
        }
        SchemaRegistry registry =
                SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7, builder -> builder.schemas(texts));
        Map<EventKind, Schema> schemas = new EnumMap<>(EventKind.class);
        for (EventKind kind : EventKind.values()) {
            schemas.put(kind, registry.getSchema(SchemaLocation.of(kind.schemaId())));
        }
        return schemas;
    }

    private static void openUp(JsonNode node) {
        if (node instanceof ObjectNode object
                && object.path("additionalProperties").isBoolean()) {
            object.remove("additionalProperties");
        }
        node.forEach(EventSchemas::openUp);
    }
}
