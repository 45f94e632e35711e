package io.plumbline.schemas;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Where a schema refuses what an older one allowed; knows the keywords our files use. */
final class Compatibility {
    private static final Set<String> UPPER = Set.of("maxLength", "maxItems", "maximum");
    private static final Set<String> LOWER = Set.of("minLength", "minItems", "minimum");
    private static final Set<String> PROSE = Set.of("description", "title", "$comment", "$schema");

    private Compatibility() {}

    static List<String> narrowings(JsonNode old, JsonNode now) {
        List<String> found = new ArrayList<>();
        compare("", old, now, found);
        return found;
    }

    private static void compare(String at, JsonNode old, JsonNode now, List<String> found) {
        Set<String> keywords = new TreeSet<>();
        old.fieldNames().forEachRemaining(keywords::add);
        now.fieldNames().forEachRemaining(keywords::add);
        keywords.removeAll(PROSE);
        for (String keyword : keywords) {
            JsonNode before = old.path(keyword);
            JsonNode after = now.path(keyword);
            String here = at + "/" + keyword;
            if (keyword.equals("properties") || keyword.equals("definitions")) {
                for (Map.Entry<String, JsonNode> entry : before.properties()) {
                    JsonNode next = after.path(entry.getKey());
                    if (next.isMissingNode()) {
                        found.add(here + "/" + entry.getKey() + " was removed");
                    } else {
                        compare(here + "/" + entry.getKey(), entry.getValue(), next, found);
                    }
                }
            } else if (keyword.equals("items") && !before.isMissingNode() && !after.isMissingNode()) {
                compare(here, before, after, found);
            } else if (keyword.equals("required") || keyword.equals("type")) {
                sets(here, keyword.equals("required"), values(before), values(after), found);
            } else if (narrower(keyword, before, after)) {
                found.add(here + ": " + before + " -> " + after);
            }
        }
    }

    private static void sets(String at, boolean mayShrink, Set<String> before, Set<String> after, List<String> found) {
        boolean fine = mayShrink ? before.containsAll(after) : after.containsAll(before);
        if (!fine) {
            found.add(at + ": " + before + " -> " + after);
        }
    }

    private static boolean narrower(String keyword, JsonNode before, JsonNode after) {
        if (after.isMissingNode()) {
            return false;
        }
        if (UPPER.contains(keyword)) {
            return before.isMissingNode() || after.asDouble() < before.asDouble();
        }
        if (LOWER.contains(keyword)) {
            return before.isMissingNode() || after.asDouble() > before.asDouble();
        }
        return !before.equals(after);
    }

    private static Set<String> values(JsonNode node) {
        Set<String> values = new TreeSet<>();
        if (node.isTextual()) {
            values.add(node.asText());
        }
        node.forEach(value -> values.add(value.asText()));
        return values;
    }
}
