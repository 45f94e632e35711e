package io.plumbline.model.tokenizer;

import com.hubspot.jinjava.util.HasObjectTruthValue;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Python's and Jinja2's special values inside Jinjava, and what they print as. */
final class PythonValues {
    /**
     * Appears in the text if an undefined value was joined to another, which Jinja2 refuses; a noncharacter, which no
     * well-formed exchange of text contains.
     */
    static final String UNDEFINED_MARK = "\uFDD0plumbline-undefined\uFDD1";

    /** {@code None}. */
    static final Object NONE = new Special("None");

    /** What a name, key or index stands for that does not exist. */
    static final Object UNDEFINED = new Special(UNDEFINED_MARK);

    private record Special(String text) implements HasObjectTruthValue {
        @Override
        public boolean getObjectTruthValue() {
            return false;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    private PythonValues() {}

    /** An inline condition without else yields null, as undefined there as it is in Jinja2. */
    static boolean isUndefined(@org.jspecify.annotations.Nullable Object value) {
        return value == null || value == UNDEFINED;
    }

    /** What {@code {{ value }}} prints. */
    static String print(@org.jspecify.annotations.Nullable Object value) {
        if (value == null || value == UNDEFINED) {
            return "";
        }
        if (value instanceof String || value instanceof Long || value instanceof Integer || value == NONE) {
            return value.toString();
        }
        throw TemplateProblem.unsupported(
                "printing a value of type " + value.getClass().getSimpleName());
    }

    /** Jinjava takes the text "false" for untrue, Python does not. */
    static Object guardTruth(Object value) {
        if (value instanceof String text && text.toLowerCase(Locale.ROOT).equals("false")) {
            throw TemplateProblem.unsupported("a condition on a text which is the word '" + text + "'");
        }
        return value;
    }

    /** {@code json.dumps(value, ensure_ascii=False)}. */
    static String json(Object value) {
        StringBuilder json = new StringBuilder();
        json(value, json);
        return json.toString();
    }

    private static void json(Object value, StringBuilder json) {
        if (value instanceof String text) {
            quote(text, json);
        } else if (value instanceof Long || value instanceof Integer || value instanceof Boolean) {
            json.append(value);
        } else if (value == NONE) {
            json.append("null");
        } else if (value instanceof List<?> list) {
            json.append('[');
            for (Iterator<?> it = list.iterator(); it.hasNext(); ) {
                json(it.next(), json);
                json.append(it.hasNext() ? ", " : "");
            }
            json.append(']');
        } else if (value instanceof Map<?, ?> map) {
            json.append('{');
            for (Iterator<? extends Map.Entry<?, ?>> it = map.entrySet().iterator(); it.hasNext(); ) {
                Map.Entry<?, ?> entry = it.next();
                quote(String.valueOf(entry.getKey()), json);
                json.append(": ");
                json(entry.getValue(), json);
                json.append(it.hasNext() ? ", " : "");
            }
            json.append('}');
        } else {
            throw TemplateProblem.unsupported("tojson of this value");
        }
    }

    private static void quote(String text, StringBuilder json) {
        json.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            int simple = "\"\\\n\r\t\b\f".indexOf(c);
            if (simple >= 0) {
                json.append('\\').append("\"\\nrtbf".charAt(simple));
            } else if (c < 0x20) {
                json.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            } else {
                json.append(c);
            }
        }
        json.append('"');
    }

    /** {@code len(value)}. */
    static long length(Object value) {
        if (value instanceof String text) {
            return text.codePointCount(0, text.length());
        }
        if (value instanceof Collection<?> collection) {
            return collection.size();
        }
        if (value instanceof Map<?, ?> map) {
            return map.size();
        }
        if (value == UNDEFINED) {
            return 0;
        }
        throw TemplateProblem.unsupported("the length of this value");
    }
}
