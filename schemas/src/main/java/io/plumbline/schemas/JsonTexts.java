package io.plumbline.schemas;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/** Texts inside a JSON tree. */
final class JsonTexts {
    private JsonTexts() {}

    /**
     * Refuses unpaired surrogates, which JSON can escape but UTF-8 cannot hold: they would change silently on the next
     * write, and with them every hash.
     *
     * @throws EventException {@code UNPARSABLE}
     */
    static void requireWellFormed(JsonNode node) {
        if (node.isTextual()) {
            requireWellFormed(node.textValue());
        }
        for (Map.Entry<String, JsonNode> field : node.properties()) {
            requireWellFormed(field.getKey());
        }
        node.forEach(JsonTexts::requireWellFormed);
    }

    private static void requireWellFormed(String text) {
        for (int i = 0; i < text.length(); i++) {
            char unit = text.charAt(i);
            if (Character.isHighSurrogate(unit)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(unit)) {
                throw EventException.unparsable("a text holds an unpaired surrogate; send well-formed Unicode");
            }
        }
    }
}
