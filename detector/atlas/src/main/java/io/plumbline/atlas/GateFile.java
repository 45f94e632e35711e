package io.plumbline.atlas;

import io.plumbline.model.ErrorCode;
import io.plumbline.model.HeadId;
import io.plumbline.model.HeadTable;
import io.plumbline.model.PlumblineException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The gates that DuoAttention publishes ({@code full_attention_heads.tsv}): a line for each layer, in it a number for each
 * <em>key/value head</em>, separated by tabs; a high gate needs the whole text. The heads of a table read here are therefore
 * key/value heads; {@link #forQueryHeads} and {@link #forKvHeads} translate.
 */
public final class GateFile {
    private GateFile() {}

    /**
     * Reads gates.
     *
     * @throws PlumblineException {@link ErrorCode#INVALID_INPUT} if a line is malformed or shorter than the others
     */
    public static HeadTable read(String text) {
        Map<HeadId, List<Double>> gates = new TreeMap<>();
        List<String> lines = text.lines().filter(line -> !line.isBlank()).toList();
        int width = -1;
        for (int layer = 0; layer < lines.size(); layer++) {
            String[] cells = lines.get(layer).strip().split("\t", -1);
            if (width >= 0 && cells.length != width) {
                throw invalid("layer " + layer + " has " + cells.length + " gates, those before " + width);
            }
            width = cells.length;
            for (int head = 0; head < cells.length; head++) {
                gates.put(new HeadId(layer, head), List.of(number(cells[head], layer)));
            }
        }
        try {
            return new HeadTable(gates);
        } catch (IllegalArgumentException e) {
            throw new PlumblineException(ErrorCode.INVALID_INPUT, message(String.valueOf(e.getMessage())), e);
        }
    }

    private static double number(String cell, int layer) {
        try {
            return Double.parseDouble(cell);
        } catch (NumberFormatException e) {
            throw new PlumblineException(
                    ErrorCode.INVALID_INPUT, message("layer " + layer + " holds '" + cell + "'"), e);
        }
    }

    /**
     * Writes the means of a table of key/value heads, 18 decimals as NumPy does.
     *
     * @throws PlumblineException {@link ErrorCode#INVALID_INPUT} if layers have different numbers of heads
     */
    public static String write(HeadTable kvHeads) {
        Map<Integer, List<String>> layers = new TreeMap<>();
        kvHeads.scores().keySet().forEach(head -> {
            List<String> cells = layers.computeIfAbsent(head.layer(), layer -> new ArrayList<>());
            if (head.head() != cells.size()) {
                throw invalid("head " + head + " comes without the one before it");
            }
            cells.add(String.format(Locale.ROOT, "%.18e", kvHeads.mean(head)));
        });
        String text = layers.values().stream()
                .map(cells -> String.join("\t", cells) + "\n")
                .collect(Collectors.joining());
        read(text);
        return text;
    }

    /** Each query head with its key/value head's values. */
    public static HeadTable forQueryHeads(HeadTable kvHeads, int groupSize) {
        Map<HeadId, List<Double>> scores = new TreeMap<>();
        kvHeads.scores().forEach((head, values) -> {
            for (int i = 0; i < groupSize; i++) {
                scores.put(new HeadId(head.layer(), head.head() * groupSize + i), values);
            }
        });
        return new HeadTable(scores);
    }

    /** Each key/value head with the highest mean among its query heads: what one of them needs must be kept. */
    public static HeadTable forKvHeads(HeadTable queryHeads, int groupSize) {
        Map<HeadId, List<Double>> scores = new TreeMap<>();
        queryHeads
                .scores()
                .keySet()
                .forEach(head -> scores.merge(
                        new HeadId(head.layer(), head.head() / groupSize),
                        List.of(queryHeads.mean(head)),
                        (a, b) -> a.get(0) >= b.get(0) ? a : b));
        return new HeadTable(scores);
    }

    private static PlumblineException invalid(String because) {
        return new PlumblineException(ErrorCode.INVALID_INPUT, message(because));
    }

    private static String message(String because) {
        return "not DuoAttention's gates: " + because + ". Wanted a line of numbers, separated by tabs, for each layer";
    }
}
