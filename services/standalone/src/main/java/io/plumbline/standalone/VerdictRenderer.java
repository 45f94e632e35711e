package io.plumbline.standalone;

import io.plumbline.model.CodePointOffsets;
import io.plumbline.schemas.Evidence;
import io.plumbline.schemas.GenerationEvent;
import io.plumbline.schemas.Label;
import io.plumbline.schemas.Outcome;
import io.plumbline.schemas.Passage;
import io.plumbline.schemas.SuspectSpan;
import io.plumbline.schemas.VerdictEvent;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** A verdict for a person: the answer with its suspect words marked, score, causes, and what was read. */
public final class VerdictRenderer {
    private static final int SNIPPET_CODE_POINTS = 110;
    private static final int EVIDENCE_LINES = 2;

    private final Palette palette;

    public VerdictRenderer(Palette palette) {
        this.palette = palette;
    }

    /** Several lines without a final line break. */
    public String render(GenerationEvent event, VerdictEvent verdict, Optional<Boolean> label) {
        List<String> lines = new ArrayList<>();
        event.question().ifPresent(question -> lines.add(palette.faint("  Q  " + oneLine(question, 160))));
        if (verdict.outcome() instanceof Outcome.Scored scored) {
            lines.add("  A  " + marked(event.response(), scored.spans()));
            lines.add("     " + headline(scored, label));
            lines.addAll(reading(event, scored));
        } else {
            lines.add("  A  " + oneLine(event.response(), 400));
            lines.add("     " + withoutScore(verdict.outcome()));
        }
        verdict.warnings()
                .forEach(warning -> lines.add("     " + palette.unsure(warning.code()) + " " + warning.detail()));
        return String.join(System.lineSeparator(), lines);
    }

    private String marked(String response, List<SuspectSpan> spans) {
        CodePointOffsets offsets = new CodePointOffsets(response);
        StringBuilder text = new StringBuilder();
        int done = 0;
        for (SuspectSpan span : spans) {
            int start = offsets.toUtf16(span.start());
            int end = offsets.toUtf16(span.end());
            text.append(clean(response.substring(done, start)));
            text.append(palette.suspect(clean(response.substring(start, end))));
            done = end;
        }
        return text.append(clean(response.substring(done))).toString();
    }

    private String headline(Outcome.Scored scored, Optional<Boolean> label) {
        boolean flagged = scored.label().equals(Label.HALLUCINATED);
        String name = flagged
                ? palette.bad(scored.label().name())
                : palette.good(scored.label().name());
        String score = String.format(Locale.ROOT, " %.2f (threshold %.2f)", scored.probability(), scored.threshold());
        Set<String> causes = new LinkedHashSet<>();
        scored.spans().forEach(span -> span.causes().forEach(cause -> causes.add(cause.name())));
        String why = causes.isEmpty() ? "" : "  " + String.join(", ", causes);
        String truth = label.map(bad -> "  label: " + (bad ? "hallucinated" : "supported")
                        + (bad == flagged ? palette.good(" right") : palette.bad(" wrong")))
                .orElse("");
        return name + score + why + truth;
    }

    private List<String> reading(GenerationEvent event, Outcome.Scored scored) {
        List<Evidence> read = new ArrayList<>(scored.evidence());
        scored.spans().forEach(span -> read.addAll(span.evidence()));
        if (read.isEmpty()) {
            String passages = event.passages().size() == 1
                    ? "the passage"
                    : "the " + event.passages().size() + " passages";
            return scored.spans().isEmpty()
                    ? List.of()
                    : List.of(palette.faint("     not used: the copying heads hardly read " + passages));
        }
        read.sort((a, b) -> Double.compare(b.weight(), a.weight()));
        List<String> lines = new ArrayList<>();
        Set<String> seen = new LinkedHashSet<>();
        for (Evidence evidence : read) {
            String line = evidenceLine(event, evidence);
            if (lines.size() < EVIDENCE_LINES && seen.add(line)) {
                lines.add(line);
            }
        }
        Set<String> used = new LinkedHashSet<>();
        read.forEach(evidence -> used.add(evidence.passageId()));
        List<String> unused = event.passages().stream()
                .map(Passage::id)
                .filter(id -> !used.contains(id))
                .toList();
        if (!unused.isEmpty()) {
            lines.add(palette.faint("     not used: " + String.join(", ", unused)));
        }
        return lines;
    }

    private String evidenceLine(GenerationEvent event, Evidence evidence) {
        String text = event.passages().stream()
                .filter(passage -> passage.id().equals(evidence.passageId()))
                .map(Passage::text)
                .findFirst()
                .orElse("");
        int length = text.codePointCount(0, text.length());
        if (evidence.end() > length) {
            return palette.faint("     read: " + evidence.passageId());
        }
        CodePointOffsets offsets = new CodePointOffsets(text);
        String part = oneLine(
                text.substring(offsets.toUtf16(evidence.start()), offsets.toUtf16(evidence.end())),
                SNIPPET_CODE_POINTS);
        if (evidence.method().isPresent()) {
            return palette.faint(String.format(
                    Locale.ROOT,
                    "     carried by: %s \u201c%s\u201d, %.0f %% (%s)",
                    evidence.passageId(),
                    part,
                    100 * evidence.weight(),
                    evidence.method().get()));
        }
        return palette.faint(String.format(
                Locale.ROOT,
                "     read: %s \u201c%s\u201d, %.0f %% of the heads' attention (%s)",
                evidence.passageId(),
                part,
                100 * evidence.weight(),
                String.join(", ", evidence.heads())));
    }

    private String withoutScore(Outcome outcome) {
        if (outcome instanceof Outcome.Abstained abstained) {
            return palette.unsure("ABSTAINED " + abstained.reason().name()) + " " + abstained.detail();
        }
        if (outcome instanceof Outcome.Unavailable unavailable) {
            return palette.bad("UNAVAILABLE " + unavailable.code().name()) + " " + unavailable.detail();
        }
        return outcome.status();
    }

    /** At most {@code codePoints} of the text, on one line and without control characters. */
    public static String oneLine(String text, int codePoints) {
        String clean = clean(text).strip();
        if (clean.codePointCount(0, clean.length()) <= codePoints) {
            return clean;
        }
        return clean.substring(0, clean.offsetByCodePoints(0, codePoints - 1)).strip() + "\u2026";
    }

    /** Without line breaks and without control characters: an answer must not steer the terminal. */
    private static String clean(String text) {
        return text.replaceAll("\\s", " ").replaceAll("\\p{Cc}", "");
    }
}
