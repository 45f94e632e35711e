package io.plumbline.atlas;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.plumbline.model.ErrorCode;
import io.plumbline.model.HeadId;
import io.plumbline.model.HeadTable;
import io.plumbline.model.PlumblineException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The head table that Retrieval_Head, DeCoRe and HeadKV exchange: one JSON object {@code {"layer-head": [score, ...]}} on the
 * first line, one score for each probe. Their readers take the first line only, so ours ignores what follows it, too.
 */
public final class HeadTableFile {
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .build();

    private HeadTableFile() {}

    /** One line, heads in ascending order. */
    public static String write(HeadTable table) {
        ObjectNode node = JSON.createObjectNode();
        table.scores().forEach((head, values) -> {
            ArrayNode array = node.putArray(head.toString());
            values.forEach(array::add);
        });
        return node + "\n";
    }

    /** The table in a file. */
    public static HeadTable read(Path file) {
        return read(AtlasCodec.text(file));
    }

    /**
     * Reads a table.
     *
     * @throws PlumblineException {@link ErrorCode#INVALID_INPUT} if it is malformed or empty (the released detection code writes
     *     an empty object where no probe succeeded)
     */
    public static HeadTable read(String text) {
        try {
            JsonNode node = JSON.readTree(text.lines().findFirst().orElse(""));
            if (!(node instanceof ObjectNode object)) {
                throw invalid("the first line is no JSON object");
            }
            if (object.isEmpty()) {
                throw invalid("the table is empty: no probe succeeded when it was made");
            }
            Map<HeadId, List<Double>> scores = new TreeMap<>();
            for (Map.Entry<String, JsonNode> entry : object.properties()) {
                scores.put(HeadId.parse(entry.getKey()), values(entry.getKey(), entry.getValue()));
            }
            return new HeadTable(scores);
        } catch (JsonProcessingException e) {
            throw new PlumblineException(ErrorCode.INVALID_INPUT, message(e.getOriginalMessage()), e);
        } catch (IllegalArgumentException e) {
            throw new PlumblineException(ErrorCode.INVALID_INPUT, message(String.valueOf(e.getMessage())), e);
        }
    }

    private static List<Double> values(String head, JsonNode array) {
        List<Double> values = new ArrayList<>();
        for (JsonNode value : array) {
            if (!value.isNumber()) {
                throw invalid("head " + head + " holds " + value);
            }
            values.add(value.doubleValue());
        }
        return values;
    }

    private static PlumblineException invalid(String because) {
        return new PlumblineException(ErrorCode.INVALID_INPUT, message(because));
    }

    private static String message(String because) {
        return "not a head table: " + because + ". Wanted {\"layer-head\": [score, ...], ...} on the first line";
    }
}
