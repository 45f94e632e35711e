package io.plumbline.model.weights;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Parses the head of a GGUF file (versions 2 and 3, little-endian; layout as in ggml's {@code docs/gguf.md}). Trusts no
 * count: a number of things is only believed as far as bytes to hold them are left in the file, and the whole head is
 * limited to {@link #MAX_HEAD_BYTES} and {@link #MAX_ARRAY_ELEMENTS}.
 */
final class GgufParser {
    /** Far above any real head (a 256k-entry vocabulary with merges takes about 15 MiB). */
    static final int MAX_HEAD_BYTES = 64 << 20;
    /** Over all arrays of a file; a 256k-entry vocabulary has about 1.4 million. */
    static final int MAX_ARRAY_ELEMENTS = 4 << 20;

    private static final int MAGIC = 0x46554747;
    private static final int MAX_NAME_BYTES = 65_535;
    private static final int MAX_DIMENSIONS = 4;
    private static final int DEFAULT_ALIGNMENT = 32;
    private static final int MAX_ALIGNMENT = 1 << 20;
    private static final int TYPE_ARRAY = 9;

    private final RandomAccess file;
    private final Path path;
    private final ByteBuffer head;
    private int elementsLeft = MAX_ARRAY_ELEMENTS;

    private GgufParser(RandomAccess file, ByteBuffer head) {
        this.file = file;
        this.path = file.path();
        this.head = head;
    }

    /** The parsed head: metadata and, by name in file order, the tensors. */
    record Head(GgufMetadata metadata, Map<String, TensorInfo> tensors) {}

    /** One tensor as declared, before it is known where tensor data begin. */
    private record Declared(String name, TensorType type, List<Integer> shape, int elements, long offset) {}

    static Head parse(RandomAccess file) {
        // The head's length is written nowhere: read twice as much until it fits, so that a small head costs little.
        int limit = (int) Math.min(file.size(), MAX_HEAD_BYTES);
        for (int length = Math.min(limit, 4 << 20); ; length = (int) Math.min(limit, 2L * length)) {
            byte[] bytes = new byte[length];
            file.read(0, bytes, length, "head");
            GgufParser parser = new GgufParser(file, ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN));
            try {
                return parser.head();
            } catch (PastEnd e) {
                if (length == limit) {
                    String where = limit == file.size() ? "the file ends inside it" : "longer than " + limit + " bytes";
                    throw ModelFileErrors.corrupt(file.path(), e.field, where);
                }
            }
        }
    }

    private Head head() {
        if (int32("magic") != MAGIC) {
            throw ModelFileErrors.corrupt(path, "magic", "not a GGUF file");
        }
        int version = int32("version");
        if (version != 2 && version != 3) {
            boolean swapped = Integer.reverseBytes(version) <= 3;
            throw ModelFileErrors.unsupported(
                    path, "version", swapped ? "a big-endian file" : Integer.toUnsignedString(version));
        }
        long tensorCount = count("tensor_count", 8 + 4 + 8 + 4 + 8);
        long valueCount = count("metadata_kv_count", 8 + 4 + 1);
        Map<String, Object> values = new LinkedHashMap<>();
        for (long i = 0; i < valueCount; i++) {
            String key = string("metadata key " + i, MAX_NAME_BYTES);
            if (key.isEmpty() || values.put(key, value(key, int32(key))) != null) {
                throw ModelFileErrors.corrupt(path, "metadata key " + i + " '" + key + "'", "empty or there twice");
            }
        }
        GgufMetadata metadata = new GgufMetadata(path, values);
        List<Declared> declared = new ArrayList<>();
        for (long i = 0; i < tensorCount; i++) {
            declared.add(tensor(i));
        }
        return new Head(metadata, place(declared, alignment(metadata)));
    }

    private int alignment(GgufMetadata metadata) {
        int alignment = metadata.integer("general.alignment").orElse(DEFAULT_ALIGNMENT);
        if (Integer.bitCount(alignment) != 1 || alignment < 1 || alignment > MAX_ALIGNMENT) {
            throw ModelFileErrors.corrupt(
                    path, "general.alignment", alignment + " is no power of two up to " + MAX_ALIGNMENT);
        }
        return alignment;
    }

    private Declared tensor(long index) {
        String name = string("tensor name " + index, MAX_NAME_BYTES);
        if (name.isEmpty()) {
            throw ModelFileErrors.corrupt(path, "tensor name " + index, "empty");
        }
        int dimensions = int32(name + " n_dimensions");
        if (dimensions < 1 || dimensions > MAX_DIMENSIONS) {
            throw ModelFileErrors.corrupt(path, name + " n_dimensions", Integer.toUnsignedString(dimensions));
        }
        List<Integer> shape = new ArrayList<>();
        long elements = 1;
        for (int i = 0; i < dimensions; i++) {
            long extent = int64(name + " dimensions");
            if (extent < 1 || extent > Integer.MAX_VALUE || elements * extent > Integer.MAX_VALUE - 8) {
                throw ModelFileErrors.corrupt(
                        path, name + " dimensions", "extent " + Long.toUnsignedString(extent) + " is out of range");
            }
            elements *= extent;
            shape.add((int) extent);
        }
        int typeId = int32(name + " type");
        TensorType type = TensorType.byGgmlId(typeId)
                .orElseThrow(() -> ModelFileErrors.unsupported(
                        path,
                        name + " type",
                        "ggml tensor type " + Integer.toUnsignedString(typeId) + " is not built"));
        if (shape.get(0) % type.blockLength() != 0) {
            throw ModelFileErrors.corrupt(
                    path, name + " dimensions", "rows of " + shape.get(0) + " do not fill blocks of " + type);
        }
        Collections.reverse(shape);
        return new Declared(name, type, shape, (int) elements, int64(name + " offset"));
    }

    /** Gives every tensor its place in the file; inside it, aligned, and nobody else's. */
    private Map<String, TensorInfo> place(List<Declared> declared, int alignment) {
        long start = (head.position() + alignment - 1L) / alignment * alignment;
        Map<String, TensorInfo> tensors = new LinkedHashMap<>();
        for (Declared tensor : declared) {
            long bytes = (long) tensor.elements()
                    / tensor.type().blockLength()
                    * tensor.type().blockBytes();
            long room = file.size() - start - bytes;
            if (tensor.offset() < 0 || tensor.offset() > room || tensor.offset() % alignment != 0) {
                throw ModelFileErrors.corrupt(
                        path,
                        tensor.name() + " offset",
                        Long.toUnsignedString(tensor.offset()) + " with " + bytes + " bytes, not aligned to "
                                + alignment + " or past the end of a file of " + file.size() + " bytes");
            }
            TensorInfo placed = new TensorInfo(
                    tensor.name(), tensor.type(), tensor.shape(), tensor.elements(), start + tensor.offset(), bytes);
            if (tensors.put(tensor.name(), placed) != null) {
                throw ModelFileErrors.corrupt(path, tensor.name(), "two tensors of this name");
            }
        }
        TensorLayout.refuseOverlap(path, tensors.values());
        return tensors;
    }

    private Object value(String key, int type) {
        return switch (type) {
            case 0 -> (long) Byte.toUnsignedInt(head(1, key).get());
            case 1 -> (long) head(1, key).get();
            case 2 -> (long) Short.toUnsignedInt(head(2, key).getShort());
            case 3 -> (long) head(2, key).getShort();
            case 4 -> Integer.toUnsignedLong(int32(key));
            case 5 -> (long) int32(key);
            case 6 -> (double) head(4, key).getFloat();
            case 7 -> bool(key);
            case 8 -> string(key, MAX_HEAD_BYTES);
            case TYPE_ARRAY -> array(key);
            case 10 -> unsigned64(key);
            case 11 -> int64(key);
            case 12 -> head(8, key).getDouble();
            default -> throw ModelFileErrors.corrupt(path, key, "unknown value type " + Integer.toUnsignedString(type));
        };
    }

    private boolean bool(String key) {
        byte value = head(1, key).get();
        if (value != 0 && value != 1) {
            throw ModelFileErrors.corrupt(path, key, "a bool of " + value);
        }
        return value == 1;
    }

    private long unsigned64(String key) {
        long value = int64(key);
        if (value < 0) {
            throw ModelFileErrors.corrupt(path, key, Long.toUnsignedString(value) + " does not fit 63 bits");
        }
        return value;
    }

    private List<Object> array(String key) {
        int type = int32(key);
        if (type == TYPE_ARRAY) {
            throw ModelFileErrors.unsupported(path, key, "an array of arrays");
        }
        long count = count(key, smallest(type));
        if (count > elementsLeft) {
            throw ModelFileErrors.corrupt(path, key, "more than " + MAX_ARRAY_ELEMENTS + " array elements in all");
        }
        elementsLeft -= (int) count;
        List<Object> values = new ArrayList<>((int) count);
        for (long i = 0; i < count; i++) {
            values.add(value(key, type));
        }
        return Collections.unmodifiableList(values);
    }

    private static int smallest(int type) {
        return switch (type) {
            case 2, 3 -> 2;
            case 4, 5, 6 -> 4;
            case 8, 10, 11, 12 -> 8;
            default -> 1;
        };
    }

    /** A count of things that take at least {@code smallest} bytes each, held against the bytes that are left. */
    private long count(String field, int smallest) {
        long count = int64(field);
        if (count < 0 || count > (file.size() - head.position()) / smallest) {
            throw ModelFileErrors.corrupt(
                    path, field, Long.toUnsignedString(count) + " do not fit a file of " + file.size() + " bytes");
        }
        if (count > head.remaining() / smallest) {
            throw new PastEnd(field);
        }
        return count;
    }

    private String string(String field, int maxBytes) {
        long length = int64(field);
        if (length < 0 || length > maxBytes || length > file.size() - head.position()) {
            throw ModelFileErrors.corrupt(
                    path, field, "a string of " + Long.toUnsignedString(length) + " bytes is out of range");
        }
        ByteBuffer bytes = head((int) length, field).slice().limit((int) length);
        head.position(head.position() + (int) length);
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
        } catch (CharacterCodingException e) {
            throw ModelFileErrors.corrupt(path, field, "not UTF-8");
        }
    }

    private int int32(String field) {
        return head(4, field).getInt();
    }

    private long int64(String field) {
        return head(8, field).getLong();
    }

    private ByteBuffer head(int bytes, String field) {
        if (head.remaining() < bytes) {
            throw new PastEnd(field);
        }
        return head;
    }

    /** The bytes read so far do not hold the field; control flow inside this class only. */
    private static final class PastEnd extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final String field;

        PastEnd(String field) {
            super(field, null, false, false);
            this.field = field;
        }
    }
}
