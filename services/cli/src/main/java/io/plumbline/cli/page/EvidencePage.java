package io.plumbline.cli.page;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.plumbline.model.Hashes;
import io.plumbline.model.HeadId;
import io.plumbline.scoring.inspect.Inspection;
import io.plumbline.scoring.profile.Profile;
import io.plumbline.scoring.profile.ProfileCodec;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Answers, collected and written as one HTML file: styles, script and data inside, nothing fetched. Its content security
 * policy allows that one script and that one style sheet, by hash, and nothing else. Equal answers give equal bytes. Not
 * thread-safe.
 */
public final class EvidencePage {
    /** More answers than this are counted and left out: a browser has to hold the page. */
    public static final int MAX_ANSWERS = 500;

    private static final List<String> SCRIPT_PARTS = List.of("base", "index", "answer", "passages", "token", "start");
    private static final Pattern PLACE = Pattern.compile("\\{\\{(policy|style|data|script)\\}\\}");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Profile profile;
    /** Each as text already: tables of numbers are far larger. */
    private final List<String> answers = new ArrayList<>();

    private int leftOut;
    private List<HeadId> heads = List.of();
    private PageColumns columns;

    /** @param profile that judged all of the answers */
    public EvidencePage(Profile profile) {
        this.profile = profile;
        this.columns = PageColumns.of(List.of(), profile);
    }

    /**
     * Adds an answer behind those before it.
     *
     * @throws IllegalArgumentException if it was inspected for other features or heads than those before it
     */
    public void add(PageAnswer answer) {
        if (answers.size() == MAX_ANSWERS) {
            leftOut++;
            return;
        }
        answer.inspection().ifPresent(this::settleColumns);
        answers.add(text(AnswerJson.of(answer, columns)));
    }

    private void settleColumns(Inspection inspection) {
        if (columns.features().isEmpty()) {
            columns = PageColumns.of(inspection.features().features(), profile);
            heads = inspection.heads();
        }
        if (!columns.features().equals(inspection.features().features()) || !heads.equals(inspection.heads())) {
            throw new IllegalArgumentException(
                    "the answer " + inspection.example().id() + " was inspected in another way than those before it");
        }
    }

    /** Answers on the page. */
    public int size() {
        return answers.size();
    }

    /** Answers that found no room. */
    public int leftOut() {
        return leftOut;
    }

    /** Writes the page; a file that is there is replaced. */
    public void write(Path file) throws IOException {
        Files.writeString(file, html(), StandardCharsets.UTF_8);
    }

    String html() {
        String style = resource("evidence.css");
        String script = script();
        Map<String, String> parts =
                Map.of("policy", policy(style, script), "style", style, "script", script, "data", escaped(data()));
        // in one walk over the template: what is filled in is never searched for places
        Matcher places = PLACE.matcher(resource("evidence.html"));
        return places.replaceAll(place -> Matcher.quoteReplacement(
                Optional.ofNullable(parts.get(place.group(1))).orElseThrow()));
    }

    private String data() {
        ObjectNode head = JSON.createObjectNode();
        head.put("format", 1);
        head.putObject("profile")
                .put("name", profile.name())
                .put("kind", profile.kind().name())
                .put("id", ProfileCodec.id(profile))
                .put("model", profile.artifacts().modelSha256())
                .put("tokenThreshold", profile.spans().tokenThreshold())
                .put("intercept", profile.token().intercept())
                .put("smoothing", profile.token().smoothing());
        head.set("signals", columns.signalsJson());
        head.set("columns", columns.columnsJson());
        var headNames = head.putArray("heads");
        heads.forEach(h -> headNames.add(h.toString()));
        ObjectNode causes = head.putObject("causes");
        SignalTexts.causes().forEach(causes::put);
        head.put("leftOut", leftOut);
        String opened = text(head);
        return opened.substring(0, opened.length() - 1) + ",\"answers\":[\n" + String.join(",\n", answers) + "\n]}";
    }

    private static String text(ObjectNode node) {
        try {
            return JSON.writeValueAsString(node);
        } catch (IOException e) {
            throw new UncheckedIOException("a tree can always be written", e);
        }
    }

    /** So that nothing in JSON can end or open an element. Outside of strings JSON has none of these characters. */
    private static String escaped(String json) {
        return json.replace("<", "\\u003c")
                .replace(">", "\\u003e")
                .replace("&", "\\u0026")
                .replace("\u2028", "\\u2028")
                .replace("\u2029", "\\u2029");
    }

    private static String policy(String style, String script) {
        return "default-src 'none'; script-src 'sha256-" + hash(script) + "'; style-src 'sha256-" + hash(style)
                + "'; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'";
    }

    private static String hash(String text) {
        return Base64.getEncoder().encodeToString(Hashes.newSha256().digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** The parts in one function, so that none of their names meets one of the browser's. */
    private static String script() {
        return SCRIPT_PARTS.stream()
                .map(part -> resource("script-" + part + ".js"))
                .collect(Collectors.joining("", "(() => {\n'use strict';\n", "})();\n"));
    }

    private static String resource(String name) {
        try (InputStream in = EvidencePage.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the resource " + name + " is missing: build again");
            }
            // a browser hashes what it parsed, and it parses any line break as this one
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("\r\n", "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
