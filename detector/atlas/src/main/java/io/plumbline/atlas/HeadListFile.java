package io.plumbline.atlas;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.plumbline.model.ErrorCode;
import io.plumbline.model.HeadId;
import io.plumbline.model.HeadTable;
import io.plumbline.model.PlumblineException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The list of heads that QRHead publishes: YAML with {@code attn_head_set: "layer-head,layer-head,..."}, best head first. It
 * holds no scores; a table read from it ranks the heads as the list does.
 */
public final class HeadListFile {
    private static final String HEADS = "attn_head_set";
    private static final String MODEL = "model_name_or_path";
    private static final YAMLMapper YAML = new YAMLMapper();

    private HeadListFile() {}

    /**
     * Reads a list; the i-th of n heads gets the value (n - i) / n, i from 0.
     *
     * @throws PlumblineException {@link ErrorCode#INVALID_INPUT} if there is no list in it, or a head twice
     */
    public static HeadTable read(String text) {
        List<HeadId> heads = heads(text);
        Map<HeadId, List<Double>> scores = new TreeMap<>();
        for (int i = 0; i < heads.size(); i++) {
            if (scores.put(heads.get(i), List.of((double) (heads.size() - i) / heads.size())) != null) {
                throw invalid("head " + heads.get(i) + " is listed twice");
            }
        }
        return new HeadTable(scores);
    }

    private static List<HeadId> heads(String text) {
        try {
            JsonNode list = YAML.readTree(text).path(HEADS);
            if (!list.isTextual() || list.textValue().isBlank()) {
                throw invalid("it has no " + HEADS);
            }
            List<HeadId> heads = new ArrayList<>();
            for (String head : list.textValue().split(",", -1)) {
                heads.add(HeadId.parse(head.strip()));
            }
            return heads;
        } catch (JsonProcessingException e) {
            throw new PlumblineException(ErrorCode.INVALID_INPUT, message(e.getOriginalMessage()), e);
        } catch (IllegalArgumentException e) {
            throw new PlumblineException(ErrorCode.INVALID_INPUT, message(String.valueOf(e.getMessage())), e);
        }
    }

    /**
     * Writes a list.
     *
     * @param model the model's name
     * @param heads best first
     */
    public static String write(String model, List<HeadId> heads) {
        try {
            return YAML.writeValueAsString(new TreeMap<>(Map.of(
                    HEADS, heads.stream().map(HeadId::toString).collect(Collectors.joining(",")), MODEL, model)));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a map of texts is always YAML", e);
        }
    }

    private static PlumblineException invalid(String because) {
        return new PlumblineException(ErrorCode.INVALID_INPUT, message(because));
    }

    private static String message(String because) {
        return "not a list of heads: " + because + ". Wanted YAML with " + HEADS + ": \"layer-head,layer-head,...\"";
    }
}
