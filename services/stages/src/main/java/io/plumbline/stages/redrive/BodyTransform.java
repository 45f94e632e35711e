package io.plumbline.stages.redrive;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.plumbline.model.ErrorCode;
import io.plumbline.model.Hashes;
import io.plumbline.model.PlumblineException;
import io.plumbline.schemas.CanonicalJson;
import io.plumbline.schemas.EventCodec;
import io.plumbline.schemas.EventException;
import io.plumbline.schemas.GenerationEvent;
import io.plumbline.schemas.MitigationRequestEvent;
import io.plumbline.schemas.Topics;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import net.thisptr.jackson.jq.BuiltinFunctionLoader;
import net.thisptr.jackson.jq.JsonQuery;
import net.thisptr.jackson.jq.Scope;
import net.thisptr.jackson.jq.Versions;
import net.thisptr.jackson.jq.exception.JsonQueryException;

/**
 * Changes the bodies of dead letters, for those that cannot succeed unchanged: a jq program (1.6, by jackson-jq) from body to body.
 *
 * <p>Guarantees. What comes out is one JSON object with the id it had, a valid event of its topic, in canonical form; a body for
 * which that does not hold is refused and stays where it is.
 */
public final class BodyTransform {
    /** Places named in an audit line. */
    private static final int CHANGES_MAX = 50;

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Scope ROOT = rootScope();

    private final EventCodec codec = new EventCodec();
    private final JsonQuery program;
    private final String id;

    private BodyTransform(JsonQuery program, String id) {
        this.program = program;
        this.id = id;
    }

    private static Scope rootScope() {
        Scope scope = Scope.newEmptyScope();
        BuiltinFunctionLoader.getInstance().loadFunctions(Versions.JQ_1_6, scope);
        return scope;
    }

    /**
     * What became of a body; no record, because bodies are arrays.
     */
    static final class Changed {
        private final byte[] body;
        private final List<String> places;

        private Changed(byte[] body, List<String> places) {
            this.body = body;
            this.places = List.copyOf(places);
        }

        byte[] body() {
            return body;
        }

        /** What changed, as JSON pointers, without any value; at most {@value #CHANGES_MAX} and then an ellipsis. */
        List<String> places() {
            return places;
        }
    }

    /**
     * Reads a program.
     *
     * @throws PlumblineException {@code INVALID_REQUEST} if it is no jq program
     */
    public static BodyTransform jq(String program) {
        try {
            return new BodyTransform(
                    JsonQuery.compile(program, Versions.JQ_1_6),
                    Hashes.sha256(program.getBytes(StandardCharsets.UTF_8)).substring(0, 16));
        } catch (JsonQueryException e) {
            throw new PlumblineException(ErrorCode.INVALID_REQUEST, "not a jq program: " + e.getMessage(), e);
        }
    }

    /** The first 16 digits of the program's SHA-256. */
    public String id() {
        return id;
    }

    /**
     * Applies the program.
     *
     * @param topic that the body is for
     * @throws PlumblineException {@code INVALID_INPUT} with the reason if the body, or what comes out, will not do; without text of it
     */
    Changed apply(String topic, byte[] body) {
        JsonNode before = parse(body);
        List<JsonNode> results = new ArrayList<>();
        try {
            program.apply(Scope.newChildScope(ROOT), before.deepCopy(), results::add);
        } catch (JsonQueryException | StackOverflowError e) {
            // its message may quote the body
            throw refused("the program fails on it");
        }
        if (results.size() != 1 || !results.get(0).isObject()) {
            throw refused("the program gives " + results.size() + " results; one object is needed");
        }
        JsonNode after = results.get(0);
        if (before.hasNonNull("id") && !before.get("id").equals(after.get("id"))) {
            throw refused("the program changes the id, by which the event is known");
        }
        byte[] written = written(after);
        requireValid(topic, written);
        Set<String> places = new TreeSet<>();
        compare("", Optional.of(before), Optional.of(after), places);
        return new Changed(written, bounded(places));
    }

    private static JsonNode parse(byte[] body) {
        try {
            JsonNode tree = JSON.readTree(body);
            if (tree != null && tree.isObject()) {
                return tree;
            }
        } catch (IOException e) {
            // refused below: what is wrong with it is in its reason headers
        }
        throw refused("its body is no JSON object");
    }

    private static byte[] written(JsonNode tree) {
        try {
            return CanonicalJson.canonical(JSON.writeValueAsBytes(tree));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree can always be written", e);
        }
    }

    private void requireValid(String topic, byte[] body) {
        try {
            if (topic.equals(Topics.GENERATIONS)) {
                codec.decode(GenerationEvent.class, body);
            } else if (topic.equals(Topics.MITIGATION_REQUESTS)) {
                codec.decode(MitigationRequestEvent.class, body);
            }
        } catch (EventException e) {
            throw refused("what the program gives is no valid event: " + e.kind());
        }
    }

    private static PlumblineException refused(String why) {
        return new PlumblineException(ErrorCode.INVALID_INPUT, why);
    }

    private static void compare(String at, Optional<JsonNode> before, Optional<JsonNode> after, Set<String> places) {
        if (before.equals(after)) {
            return;
        }
        boolean objects = before.filter(JsonNode::isObject).isPresent()
                && after.filter(JsonNode::isObject).isPresent();
        boolean arrays = before.filter(JsonNode::isArray).isPresent()
                && after.filter(JsonNode::isArray).isPresent();
        if (!objects && !arrays) {
            places.add((before.isEmpty() ? "+" : after.isEmpty() ? "-" : "~") + (at.isEmpty() ? "/" : at));
            return;
        }
        JsonNode left = before.orElseThrow();
        JsonNode right = after.orElseThrow();
        for (String name : names(left, right)) {
            String pointer = at + "/" + name.replace("~", "~0").replace("/", "~1");
            compare(
                    pointer,
                    Optional.ofNullable(objects ? left.get(name) : left.get(Integer.parseInt(name))),
                    Optional.ofNullable(objects ? right.get(name) : right.get(Integer.parseInt(name))),
                    places);
        }
    }

    private static Set<String> names(JsonNode left, JsonNode right) {
        Set<String> names = new TreeSet<>();
        for (JsonNode one : List.of(left, right)) {
            if (one.isObject()) {
                for (Iterator<String> fields = one.fieldNames(); fields.hasNext(); ) {
                    names.add(fields.next());
                }
            } else {
                for (int i = 0; i < one.size(); i++) {
                    names.add(Integer.toString(i));
                }
            }
        }
        return names;
    }

    private static List<String> bounded(Set<String> places) {
        List<String> first = new ArrayList<>(places.stream().limit(CHANGES_MAX).toList());
        if (places.size() > CHANGES_MAX) {
            first.add("… and " + (places.size() - CHANGES_MAX) + " more");
        }
        return first;
    }
}
