package io.plumbline.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.schemas.Answer;
import io.plumbline.schemas.Counts;
import io.plumbline.schemas.Event;
import io.plumbline.schemas.Label;
import io.plumbline.schemas.MitigationAttempt;
import io.plumbline.schemas.MitigationDecision;
import io.plumbline.schemas.MitigationEvent;
import io.plumbline.schemas.MitigationReason;
import io.plumbline.schemas.Outcome;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MitigationRendererTest {
    private static final String HASH = "0".repeat(64);
    private final MitigationRenderer renderer = new MitigationRenderer(new Palette(false));

    private static Answer answer(String text, double probability) {
        Label label = probability >= 0.5 ? Label.HALLUCINATED : Label.SUPPORTED;
        return new Answer(
                text, new Outcome.Scored(label, probability, 0.5, List.of(), List.of(), new Counts(1, 20, 6, 4, 1)));
    }

    private static MitigationEvent event(
            MitigationDecision decision,
            Optional<MitigationReason> reason,
            Optional<Answer> after,
            MitigationAttempt... attempts) {
        return new MitigationEvent(
                Event.CURRENT_VERSION,
                HASH,
                HASH,
                HASH,
                "e",
                "default",
                "cad@1",
                decision,
                reason,
                "",
                Optional.of("tiny"),
                Optional.of(HASH),
                Optional.of(HASH),
                List.of(attempts),
                answer("In\n1912.", 0.91),
                after);
    }

    @Test
    void aRepairShowsBothAnswersAndBothScores() {
        String text = renderer.render(event(
                MitigationDecision.ACCEPTED,
                Optional.empty(),
                Optional.of(answer("In 1894.", 0.2)),
                new MitigationAttempt("cad@1", Optional.of(0.2), Optional.empty(), "", 4, 9, 300, 0)));
        assertThat(text.lines())
                .containsExactly(
                        "  A  In 1912.",
                        "  R  In 1894.",
                        "     ACCEPTED cad@1: 0.91 -> 0.20, written by tiny",
                        "     cad@1 0.20 taken [4 tokens, 9 passes]");
    }

    @Test
    void whereTheOriginalStandsItSaysWhy() {
        String text = renderer.render(event(
                MitigationDecision.DECLINED,
                Optional.of(new MitigationReason("NOT_IMPROVED")),
                Optional.empty(),
                new MitigationAttempt(
                        "cad@1",
                        Optional.of(0.8),
                        Optional.of(new MitigationReason("STILL_FLAGGED")),
                        "not below 0.5",
                        4,
                        9,
                        300,
                        0)));
        assertThat(text)
                .contains("DECLINED NOT_IMPROVED the original stands (0.91)")
                .contains("cad@1 0.80 STILL_FLAGGED, not below 0.5 [4 tokens, 9 passes]")
                .doesNotContain("  R  ");
    }
}
