package io.plumbline.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.schemas.AbstentionReason;
import io.plumbline.schemas.Cause;
import io.plumbline.schemas.Counts;
import io.plumbline.schemas.Evidence;
import io.plumbline.schemas.GenerationEvent;
import io.plumbline.schemas.Label;
import io.plumbline.schemas.Outcome;
import io.plumbline.schemas.Passage;
import io.plumbline.schemas.SuspectSpan;
import io.plumbline.schemas.VerdictEvent;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class VerdictRendererTest {
    private static final String HASH = "0".repeat(64);
    private static final GenerationEvent EVENT = GenerationEvent.of(
            "e1",
            Optional.of("When?"),
            List.of(Passage.of("p1", "It opened in 1894."), Passage.of("p2", "Nothing here.")),
            "\uD83D\uDE00 In\n1912\u001b[31m.");

    @Test
    void marksSuspectWordsByCodePointsAndNamesWhatWasRead() {
        Evidence read = new Evidence("p1", 3, 9, 0.4, List.of("3-1"));
        SuspectSpan span = new SuspectSpan(5, 9, 0.9, List.of(Cause.LOW_CONTEXT_USE), List.of(read));
        String text = render(
                new Palette(false),
                new Outcome.Scored(Label.HALLUCINATED, 0.9, 0.5, List.of(span), List.of(), new Counts(2, 10, 5, 5, 1)));
        assertThat(text)
                .contains("\uD83D\uDE00 In [[1912]]")
                .contains("HALLUCINATED 0.90 (threshold 0.50)  LOW_CONTEXT_USE  label: hallucinated right")
                .contains("read: p1 \u201copened\u201d, 40 % of the heads' attention (3-1)")
                .contains("not used: p2")
                .doesNotContain("\u001b");
    }

    @Test
    void namesTheSentencesThatCarryTheAnswer() {
        Evidence carrier = new Evidence("p1", 3, 9, 0.84, List.of(), Optional.of("arc-jsd"));
        Outcome outcome =
                new Outcome.Scored(Label.SUPPORTED, 0.1, 0.5, List.of(), List.of(carrier), new Counts(2, 10, 5, 5, 1));
        assertThat(render(new Palette(false), outcome)).contains("carried by: p1 \u201copened\u201d, 84 % (arc-jsd)");
    }

    @Test
    void coloursOnlyWhereWanted() {
        SuspectSpan span = new SuspectSpan(5, 9, 0.9, List.of(), List.of());
        Outcome outcome =
                new Outcome.Scored(Label.HALLUCINATED, 0.9, 0.5, List.of(span), List.of(), new Counts(2, 10, 5, 5, 1));
        assertThat(render(new Palette(true), outcome)).contains("\u001b[").doesNotContain("[[");
    }

    @Test
    void saysWhyThereIsNoScore() {
        assertThat(render(new Palette(false), new Outcome.Abstained(AbstentionReason.NO_CONTEXT, "no passages")))
                .contains("ABSTAINED NO_CONTEXT no passages");
    }

    private static String render(Palette palette, Outcome outcome) {
        VerdictEvent verdict = new VerdictEvent(
                "1.0",
                HASH,
                "e1",
                "default",
                "test",
                Optional.of(HASH),
                Optional.of(HASH),
                Optional.of(HASH),
                Optional.empty(),
                outcome,
                List.of());
        return new VerdictRenderer(palette).render(EVENT, verdict, Optional.of(true));
    }

    @Test
    void theTallyStandsBesideTheMajorityRate() {
        Tally tally = new Tally();
        tally.add(true, true);
        tally.add(false, true);
        tally.add(false, false);
        assertThat(tally.toString()).isEqualTo("2 of 3 right = 67 %, always saying the more frequent label: 67 %");
    }
}
