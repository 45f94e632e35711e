package io.plumbline.scoring.profile;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import io.plumbline.model.ErrorCode;
import io.plumbline.model.Hashes;
import io.plumbline.model.HeadId;
import io.plumbline.model.PlumblineException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.erdtman.jcs.JsonCanonicalizer;

/**
 * Profiles as JSON. The canonical form is RFC 8785 (sorted keys, one way to write a number); its SHA-256 is the profile's
 * id, so a reformatted file keeps its id and a changed number does not.
 */
public final class ProfileCodec {
    /** The format this version writes and the only one it reads. */
    public static final int FORMAT = 2;

    private static final String FORMAT_FIELD = "format";
    private static final ObjectMapper JSON = JsonMapper.builder()
            .addModule(new Jdk8Module())
            .addModule(new SimpleModule()
                    .addSerializer(HeadId.class, new HeadWriter())
                    .addDeserializer(HeadId.class, new HeadReader()))
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .build();

    private ProfileCodec() {}

    /** The canonical JSON. */
    public static String write(Profile profile) {
        ObjectNode node = JSON.valueToTree(profile);
        node.put(FORMAT_FIELD, FORMAT);
        try {
            return new JsonCanonicalizer(JSON.writeValueAsString(node)).getEncodedString();
        } catch (IOException e) {
            throw new IllegalStateException("a profile is always JSON", e);
        }
    }

    /**
     * Reads a profile.
     *
     * @throws PlumblineException {@link ErrorCode#INVALID_INPUT} if it is malformed, of another format, or has unknown or
     *     missing fields
     */
    public static Profile read(String json) {
        try {
            JsonNode node = JSON.readTree(json);
            if (!(node instanceof ObjectNode object)) {
                throw invalid("a profile is a JSON object");
            }
            JsonNode format = object.path(FORMAT_FIELD);
            if (!format.isInt() || format.intValue() != FORMAT) {
                throw invalid("this version reads profiles of format " + FORMAT + "; this one says "
                        + (format.isMissingNode() ? "nothing" : format) + ". Use the version that wrote it");
            }
            object.remove(FORMAT_FIELD);
            return JSON.treeToValue(object, Profile.class);
        } catch (JsonProcessingException e) {
            throw new PlumblineException(
                    ErrorCode.INVALID_INPUT, "not a profile: " + e.getOriginalMessage() + ". Correct the file", e);
        }
    }

    /** SHA-256, in hex, of the canonical JSON. */
    public static String id(Profile profile) {
        return Hashes.sha256(write(profile).getBytes(StandardCharsets.UTF_8));
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
            return HeadId.parse(in.getText());
        }
    }
}
