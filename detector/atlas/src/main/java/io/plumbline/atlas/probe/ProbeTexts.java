package io.plumbline.atlas.probe;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.plumbline.model.Hashes;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Needles and the prose around them. Detection and check share neither needles nor prose.
 *
 * @param needles of both uses
 * @param detectionProse sentences around the detection needles
 * @param checkProse sentences around the check needles, and the plain text of the check
 * @param sha256 SHA-256 of each source, by its name
 */
public record ProbeTexts(
        List<Needle> needles, List<String> detectionProse, List<String> checkProse, Map<String, String> sha256) {
    private static final String NEEDLES = "needles.jsonl";
    private static final String DETECTION = "haystack-detection.txt";
    private static final String CHECK = "haystack-check.txt";
    private static final String REASONING = "reasoning.jsonl";
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
            .build();

    public ProbeTexts {
        needles = List.copyOf(needles);
        detectionProse = List.copyOf(detectionProse);
        checkProse = List.copyOf(checkProse);
        sha256 = Map.copyOf(sha256);
        if (needles.stream().map(Needle::id).distinct().count() != needles.size()) {
            throw new IllegalArgumentException("two needles share an id");
        }
        if (detectionProse.isEmpty() || checkProse.isEmpty()) {
            throw new IllegalArgumentException("no prose");
        }
    }

    /** Those that ship with Plumbline; English. Origin and licence stand in the README beside them. */
    public static ProbeTexts bundled() {
        String needles = resource(NEEDLES);
        String detection = resource(DETECTION);
        String check = resource(CHECK);
        return new ProbeTexts(
                parsed(needles),
                detection.lines().toList(),
                check.lines().toList(),
                Map.of(NEEDLES, hash(needles), DETECTION, hash(detection), CHECK, hash(check)));
    }

    /** Needles that ship with Plumbline and whose question takes a step of reasoning: for detection. */
    public static List<Needle> reasoning() {
        return parsed(resource(REASONING));
    }

    private static List<Needle> parsed(String needles) {
        List<Needle> parsed = new ArrayList<>();
        try {
            for (String line : needles.lines().toList()) {
                parsed.add(JSON.readValue(line, Needle.class));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("a bundled needle is no JSON", e);
        }
        return parsed;
    }

    /** The needles of one use, in order. */
    public List<Needle> needles(Needle.Use use) {
        return needles.stream().filter(needle -> needle.use() == use).toList();
    }

    private static String hash(String text) {
        return Hashes.sha256(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String resource(String name) {
        try (InputStream in = ProbeTexts.class.getResourceAsStream("/io/plumbline/atlas/probes/" + name)) {
            if (in == null) {
                throw new IllegalStateException("the resource " + name + " is missing");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
