package io.plumbline.atlas.probe;

import io.plumbline.model.TokenIds;
import java.util.List;

/**
 * A text with passkeys in it and questions for them at its end, with the answers.
 *
 * @param id name of the probe
 * @param ids the tokens
 * @param rows those that write the answers' tokens, ascending
 */
public record PasskeyProbe(String id, TokenIds ids, List<Integer> rows) {
    public PasskeyProbe {
        rows = List.copyOf(rows);
        if (rows.isEmpty() || rows.get(rows.size() - 1) >= ids.size()) {
            throw new IllegalArgumentException("rows " + rows + " of " + ids.size() + " tokens");
        }
    }
}
