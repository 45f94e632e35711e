package io.plumbline.atlas;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.KeyDeserializer;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import io.plumbline.model.ErrorCode;
import io.plumbline.model.HeadId;
import io.plumbline.model.PlumblineException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.erdtman.jcs.JsonCanonicalizer;

/**
 * Atlases as JSON, in canonical form (RFC 8785: sorted keys, one way to write a number). New score families, probe settings and
 * metrics of the causal check are new entries of its maps and leave the format as it is.
 *
 * <p>Format 1 has no details (curves, tokens, findings), format 2 has. An atlas without any is written in format 1, so that
 * earlier versions read it and its bytes stay what they were.
 */
public final class AtlasCodec {
    /** The latest format that this version writes; it reads all up to it. */
    public static final int FORMAT = 2;

    private static final int WITHOUT_DETAILS = 1;
    private static final String FORMAT_FIELD = "format";
    private static final String DETAILS_FIELD = "details";
    /** A model of 5,120 heads with 600 probes in three families stays below. */
    private static final long MOST_BYTES = 256L << 20;

    private static final ObjectMapper JSON = JsonMapper.builder()
            .addModule(new SimpleModule()
                    .addSerializer(HeadId.class, new HeadWriter())
                    .addDeserializer(HeadId.class, new HeadReader())
                    .addKeyDeserializer(HeadId.class, new HeadKeyReader()))
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .build();

    private AtlasCodec() {}

    /** The canonical JSON. */
    public static String write(HeadAtlas atlas) {
        ObjectNode node = JSON.valueToTree(atlas);
        boolean bare = atlas.details().holdsNothing();
        node.put(FORMAT_FIELD, bare ? WITHOUT_DETAILS : FORMAT);
        if (bare) {
            node.remove(DETAILS_FIELD);
        }
        try {
            return new JsonCanonicalizer(JSON.writeValueAsString(node)).getEncodedString();
        } catch (IOException e) {
            throw new IllegalStateException("an atlas is always JSON", e);
        }
    }

    /**
     * Reads an atlas.
     *
     * @throws PlumblineException {@link ErrorCode#INVALID_INPUT} if it is malformed, of another format, has unknown or missing
     *     fields, or contradicts itself
     */
    public static HeadAtlas read(String json) {
        try {
            JsonNode node = JSON.readTree(json);
            if (!(node instanceof ObjectNode object)) {
                throw invalid("an atlas is a JSON object");
            }
            JsonNode format = object.path(FORMAT_FIELD);
            if (!format.isInt() || format.intValue() < WITHOUT_DETAILS || format.intValue() > FORMAT) {
                throw invalid("this version reads atlases of formats 1 to " + FORMAT + "; this one says "
                        + (format.isMissingNode() ? "nothing" : format)
                        + ". Use the version that wrote it, or build the atlas anew");
            }
            object.remove(FORMAT_FIELD);
            if (format.intValue() == WITHOUT_DETAILS) {
                if (object.has(DETAILS_FIELD)) {
                    throw invalid("an atlas of format 1 has no " + DETAILS_FIELD);
                }
                object.set(DETAILS_FIELD, JSON.valueToTree(AtlasDetails.NONE));
            }
            return JSON.treeToValue(object, HeadAtlas.class);
        } catch (JsonProcessingException e) {
            throw new PlumblineException(
                    ErrorCode.INVALID_INPUT,
                    "not an atlas: " + e.getOriginalMessage() + place(e)
                            + ". Correct the file, or build the atlas anew",
                    e);
        }
    }

    /** Where in the file a value is wrong, as far as Jackson knows. */
    private static String place(JsonProcessingException e) {
        return e instanceof JsonMappingException mapping
                ? mapping.getPath().stream()
                        .map(step -> step.getFieldName() == null ? "[" + step.getIndex() + "]" : step.getFieldName())
                        .collect(Collectors.joining(" > ", " (at ", ")"))
                : "";
    }

    /**
     * Whether a text claims to be an atlas of some format, rather than a head table, which has heads for keys only.
     *
     * @throws PlumblineException {@link ErrorCode#INVALID_INPUT} if it is no JSON
     */
    public static boolean claims(String json) {
        try {
            return JSON.reader()
                    .without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .readTree(json)
                    .has(FORMAT_FIELD);
        } catch (JsonProcessingException e) {
            throw new PlumblineException(
                    ErrorCode.INVALID_INPUT, "neither atlas nor head table: " + e.getOriginalMessage(), e);
        }
    }

    /** The atlas in a file. */
    public static HeadAtlas read(Path file) {
        return read(text(file));
    }

    /**
     * A file's text, if it may be an atlas or a head table by its size.
     *
     * @throws PlumblineException {@link ErrorCode#INVALID_INPUT} if it cannot be read
     */
    public static String text(Path file) {
        try {
            if (Files.size(file) > MOST_BYTES) {
                throw invalid(file + " is larger than " + MOST_BYTES + " bytes: neither atlas nor head table");
            }
            return Files.readString(file);
        } catch (IOException e) {
            throw new PlumblineException(
                    ErrorCode.INVALID_INPUT, "cannot read " + file + ": " + e.getMessage() + ". Name another file", e);
        }
    }

    private static PlumblineException invalid(String message) {
        return new PlumblineException(ErrorCode.INVALID_INPUT, message);
    }

    private static final class HeadWriter extends StdSerializer<HeadId> {
        HeadWriter() {
            super(HeadId.class);
        }

        @Override
        public void serialize(HeadId head, JsonGenerator out, SerializerProvider provider) throws IOException {
            out.writeString(head.toString());
        }
    }

    private static final class HeadReader extends StdDeserializer<HeadId> {
        HeadReader() {
            super(HeadId.class);
        }

        @Override
        public HeadId deserialize(JsonParser in, DeserializationContext context) throws IOException {
            return parse(in.getText(), context);
        }
    }

    private static final class HeadKeyReader extends KeyDeserializer {
        @Override
        public Object deserializeKey(String key, DeserializationContext context) throws IOException {
            return parse(key, context);
        }
    }

    private static HeadId parse(String text, DeserializationContext context) throws IOException {
        try {
            HeadId head = HeadId.parse(text);
            if (head.toString().equals(text)) {
                return head;
            }
        } catch (IllegalArgumentException e) {
            return (HeadId) context.handleWeirdStringValue(HeadId.class, text, "%s", e.getMessage());
        }
        return (HeadId) context.handleWeirdStringValue(HeadId.class, text, "a head is written layer-head");
    }
}
