package io.plumbline.model.weights;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes small safetensors files for tests: F32 tensors. */
final class SafetensorsBytes {
    private SafetensorsBytes() {}

    static byte[] of(Map<String, GgufBytes.Tensor> tensors) {
        Map<String, Object> header = new LinkedHashMap<>();
        header.put("__metadata__", Map.of("format", "pt"));
        GgufBytes.Out data = new GgufBytes.Out();
        tensors.forEach((name, tensor) -> {
            int begin = data.bytes.size();
            for (float value : tensor.values()) {
                data.int32(Float.floatToRawIntBits(value));
            }
            header.put(
                    name,
                    Map.of("dtype", "F32", "shape", tensor.shape(), "data_offsets", List.of(begin, data.bytes.size())));
        });
        return withHeader(json(header), data.bytes.toByteArray());
    }

    static byte[] withHeader(String header, byte[] data) {
        GgufBytes.Out out = new GgufBytes.Out();
        byte[] utf8 = header.getBytes(StandardCharsets.UTF_8);
        out.int64(utf8.length);
        out.bytes.writeBytes(utf8);
        out.bytes.writeBytes(data);
        return out.bytes.toByteArray();
    }

    static String json(Object value) {
        try {
            return new JsonMapper().writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
