package io.plumbline.model.npz;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Arrays by name.
 *
 * @param arrays in the order of the file; unmodifiable
 */
public record NpzArchive(Map<String, NpyArray> arrays) {
    public NpzArchive {
        arrays = Collections.unmodifiableMap(new LinkedHashMap<>(arrays));
    }

    public boolean has(String name) {
        return arrays.containsKey(name);
    }

    /**
     * The array of that name.
     *
     * @throws io.plumbline.model.PlumblineException {@link io.plumbline.model.ErrorCode#INVALID_INPUT} if there is none
     */
    public NpyArray get(String name) {
        NpyArray array = arrays.get(name);
        if (array == null) {
            throw NpyFormat.broken(name, "it is not in the archive, which holds " + arrays.keySet());
        }
        return array;
    }
}
