package io.plumbline.model.weights;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An open safetensors file: eight bytes of length, a JSON directory, the data. The directory is parsed and checked
 * on opening, values are read on demand. Files may be of any size, one tensor holds fewer than 2^31 values. Safe for
 * use by several threads.
 */
final class SafetensorsFile implements AutoCloseable {
    /** Far above any real directory (about 100 bytes a tensor); the reference implementation allows 100 MB. */
    static final int MAX_HEADER_BYTES = 16 << 20;
    /** A 405B model has about 1,140. */
    static final int MAX_TENSORS = 100_000;

    private static final int MAX_DIMENSIONS = 8;
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private final RandomAccess file;
    private final Map<String, TensorInfo> tensors = new LinkedHashMap<>();

    private SafetensorsFile(RandomAccess file) {
        this.file = file;
    }

    /** Opens and checks one file; errors name file and field. */
    static SafetensorsFile open(Path path) {
        RandomAccess file = RandomAccess.open(path);
        try {
            SafetensorsFile opened = new SafetensorsFile(file);
            opened.parse();
            return opened;
        } catch (RuntimeException e) {
            file.close();
            throw e;
        }
    }

    Path path() {
        return file.path();
    }

    Map<String, TensorInfo> tensors() {
        return Collections.unmodifiableMap(tensors);
    }

    float[] read(TensorInfo tensor) {
        return TensorReader.read(file, tensor);
    }

    @Override
    public void close() {
        file.close();
    }

    private void parse() {
        byte[] prefix = new byte[Long.BYTES];
        file.read(0, prefix, Long.BYTES, "header length");
        long length = ByteBuffer.wrap(prefix).order(ByteOrder.LITTLE_ENDIAN).getLong();
        if (length < 2 || length > MAX_HEADER_BYTES || length > file.size() - Long.BYTES) {
            throw corrupt(
                    "header length",
                    Long.toUnsignedString(length) + " bytes of a file of " + file.size() + ", at most "
                            + MAX_HEADER_BYTES);
        }
        byte[] header = new byte[(int) length];
        file.read(Long.BYTES, header, header.length, "header");
        try (JsonParser json = JSON.createParser(header)) {
            directory(json, Long.BYTES + length);
        } catch (IOException e) {
            throw corrupt("header", "not the expected JSON: " + ModelFileErrors.quote(String.valueOf(e.getMessage())));
        }
        TensorLayout.refuseOverlap(file.path(), tensors.values());
    }

    private void directory(JsonParser json, long dataStart) throws IOException {
        expect(json, json.nextToken(), JsonToken.START_OBJECT, "header");
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            expect(json, json.nextToken(), JsonToken.START_OBJECT, name);
            if (name.equals("__metadata__")) {
                json.skipChildren();
                continue;
            }
            if (tensors.size() == MAX_TENSORS) {
                throw corrupt("header", "more than " + MAX_TENSORS + " tensors");
            }
            tensors.put(name, tensor(json, name, dataStart));
        }
        if (json.nextToken() != null) {
            throw corrupt("header", "something follows the directory");
        }
    }

    private TensorInfo tensor(JsonParser json, String name, long dataStart) throws IOException {
        Optional<TensorType> type = Optional.empty();
        List<Long> shape = List.of();
        List<Long> offsets = List.of();
        boolean shaped = false;
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String field = json.currentName();
            json.nextToken();
            switch (field) {
                case "dtype" -> type = Optional.of(type(json, name));
                case "shape" -> {
                    shape = longs(json, name + " shape", MAX_DIMENSIONS);
                    shaped = true;
                }
                case "data_offsets" -> offsets = longs(json, name + " data_offsets", 2);
                default -> throw corrupt(name, "unknown field '" + ModelFileErrors.quote(field) + "'");
            }
        }
        if (type.isEmpty() || !shaped || offsets.size() != 2) {
            throw corrupt(name, "dtype, shape or data_offsets are missing");
        }
        return place(name, type.get(), shape, offsets.get(0), offsets.get(1), dataStart);
    }

    private TensorInfo place(String name, TensorType type, List<Long> shape, long begin, long end, long dataStart) {
        long elements = 1;
        List<Integer> extents = new ArrayList<>();
        for (long extent : shape) {
            if (extent < 1 || extent > Integer.MAX_VALUE || elements * extent > Integer.MAX_VALUE - 8) {
                throw corrupt(name + " shape", "extent " + extent + " is out of range");
            }
            elements *= extent;
            extents.add((int) extent);
        }
        if (begin < 0 || end < begin || end > file.size() - dataStart) {
            throw corrupt(
                    name + " data_offsets",
                    "[" + begin + ", " + end + ") of " + (file.size() - dataStart) + " bytes of data");
        }
        if (end - begin != elements * type.blockBytes()) {
            throw corrupt(
                    name + " data_offsets", (end - begin) + " bytes do not hold " + elements + " values of " + type);
        }
        return new TensorInfo(name, type, extents, (int) elements, dataStart + begin, end - begin);
    }

    private TensorType type(JsonParser json, String name) throws IOException {
        expect(json, json.currentToken(), JsonToken.VALUE_STRING, name + " dtype");
        return switch (json.getText()) {
            case "F32" -> TensorType.F32;
            case "F16" -> TensorType.F16;
            case "BF16" -> TensorType.BF16;
            default ->
                throw ModelFileErrors.unsupported(
                        file.path(), name + " dtype", "'" + ModelFileErrors.quote(json.getText()) + "' is not built");
        };
    }

    private List<Long> longs(JsonParser json, String field, int limit) throws IOException {
        expect(json, json.currentToken(), JsonToken.START_ARRAY, field);
        List<Long> values = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            expect(json, json.currentToken(), JsonToken.VALUE_NUMBER_INT, field);
            if (values.size() == limit) {
                throw corrupt(field, "more than " + limit + " numbers");
            }
            values.add(json.getLongValue());
        }
        return values;
    }

    private void expect(JsonParser json, @Nullable JsonToken found, JsonToken wanted, String field) {
        if (found != wanted) {
            throw corrupt(
                    field,
                    "expected " + wanted + " at byte " + json.currentLocation().getByteOffset() + " of the header");
        }
    }

    private RuntimeException corrupt(String field, String problem) {
        return ModelFileErrors.corrupt(file.path(), field, problem);
    }
}
