package io.plumbline.mitigator;

import io.plumbline.schemas.Counts;
import io.plumbline.schemas.Event;
import io.plumbline.schemas.GenerationEvent;
import io.plumbline.schemas.Ids;
import io.plumbline.schemas.Label;
import io.plumbline.schemas.MitigationRequestEvent;
import io.plumbline.schemas.Outcome;
import io.plumbline.schemas.Passage;
import io.plumbline.schemas.VerdictEvent;
import java.util.List;
import java.util.Optional;

/** Requests as a detector would send them. */
final class Requests {
    static final Outcome FLAGGED =
            new Outcome.Scored(Label.HALLUCINATED, 0.9, 0.5, List.of(), List.of(), new Counts(1, 20, 6, 4, 1));

    private static final String HASH = "0123456789abcdef".repeat(4);

    private Requests() {}

    static MitigationRequestEvent of(String id, String answer, Outcome outcome) {
        return of(
                GenerationEvent.of(
                        id,
                        Optional.of("Where does the river rise?"),
                        List.of(Passage.of("p1", "The river rises in the south.")),
                        answer),
                outcome);
    }

    /** An answer that has nothing to do with its passage: every detector flags it. */
    static MitigationRequestEvent flagged(String id) {
        return of(
                GenerationEvent.of(
                        id,
                        Optional.of("When was the bridge opened?"),
                        List.of(Passage.of("p1", "The bridge was opened in 1894, and widened in 1960.")),
                        "Prince Shotoku commissioned the temple of Horyu-ji for the Buddha of healing."),
                FLAGGED);
    }

    private static MitigationRequestEvent of(GenerationEvent generation, Outcome outcome) {
        VerdictEvent verdict = new VerdictEvent(
                Event.CURRENT_VERSION,
                HASH,
                generation.id(),
                "default",
                "novelty",
                Optional.of(HASH),
                Optional.of(HASH),
                Optional.of(HASH),
                Optional.of(HASH),
                outcome,
                List.of());
        return new MitigationRequestEvent(Event.CURRENT_VERSION, Ids.mitigationRequestId(HASH), generation, verdict);
    }
}
