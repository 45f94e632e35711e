package io.plumbline.standalone;

import io.plumbline.schemas.Answer;
import io.plumbline.schemas.MitigationAttempt;
import io.plumbline.schemas.MitigationDecision;
import io.plumbline.schemas.MitigationEvent;
import io.plumbline.schemas.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What became of a flagged answer, for a person: both answers, both scores, or why the original stands. */
public final class MitigationRenderer {
    private static final int ANSWER_CODE_POINTS = 400;
    private static final int DETAIL_CODE_POINTS = 160;

    private final Palette palette;

    public MitigationRenderer(Palette palette) {
        this.palette = palette;
    }

    /** Several lines without a final line break. */
    public String render(MitigationEvent event) {
        List<String> lines = new ArrayList<>();
        lines.add(palette.faint("  A  " + VerdictRenderer.oneLine(event.before().response(), ANSWER_CODE_POINTS)));
        event.after()
                .ifPresent(after -> lines.add("  R  " + VerdictRenderer.oneLine(after.response(), ANSWER_CODE_POINTS)));
        lines.add("     " + headline(event));
        for (MitigationAttempt attempt : event.attempts()) {
            lines.add(palette.faint("     " + line(attempt)));
        }
        return String.join(System.lineSeparator(), lines);
    }

    private String headline(MitigationEvent event) {
        String decision = event.decision().name();
        if (event.decision().equals(MitigationDecision.ACCEPTED)) {
            return palette.good(decision) + " " + event.strategy() + change(event)
                    + event.author().map(author -> ", written by " + author).orElse("");
        }
        String reason = event.reason().map(r -> " " + r.name()).orElse("");
        return palette.unsure(decision + reason) + " the original stands"
                + probability(event.before())
                        .map(p -> String.format(Locale.ROOT, " (%.2f)", p))
                        .orElse("")
                + (event.decision().equals(MitigationDecision.FAILED)
                        ? ": " + VerdictRenderer.oneLine(event.detail(), DETAIL_CODE_POINTS)
                        : "");
    }

    private static String change(MitigationEvent event) {
        Optional<Double> before = probability(event.before());
        Optional<Double> after = event.after().flatMap(MitigationRenderer::probability);
        return before.isPresent() && after.isPresent()
                ? String.format(Locale.ROOT, ": %.2f -> %.2f", before.get(), after.get())
                : "";
    }

    private static Optional<Double> probability(Answer answer) {
        return answer.outcome() instanceof Outcome.Scored scored ? Optional.of(scored.probability()) : Optional.empty();
    }

    private static String line(MitigationAttempt attempt) {
        String score = attempt.probability()
                .map(p -> String.format(Locale.ROOT, " %.2f", p))
                .orElse("");
        String rejection = attempt.rejection()
                .map(r -> " " + r.name() + ", " + VerdictRenderer.oneLine(attempt.detail(), DETAIL_CODE_POINTS))
                .orElse(" taken");
        return attempt.strategy() + score + rejection + " [" + attempt.newTokens() + " tokens, " + attempt.passes()
                + " passes]";
    }
}
