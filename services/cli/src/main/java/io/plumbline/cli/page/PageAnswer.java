package io.plumbline.cli.page;

import io.plumbline.prompt.RagExample;
import io.plumbline.scoring.inspect.Inspection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * One answer on the page.
 *
 * @param example what was asked, given and answered
 * @param hallucinated what people say; empty where none is known
 * @param origin where it comes from, for people; may be empty
 * @param inspection the verdict taken apart; empty iff there is no score
 * @param status why there is no score, in a word or two; shown without an inspection only
 * @param detail the same in a sentence; may be empty
 * @param warnings for people
 */
public record PageAnswer(
        RagExample example,
        Optional<Boolean> hallucinated,
        String origin,
        Optional<Inspection> inspection,
        String status,
        String detail,
        List<String> warnings) {
    public PageAnswer {
        Objects.requireNonNull(example, "example is null");
        Objects.requireNonNull(hallucinated, "hallucinated is null");
        Objects.requireNonNull(inspection, "inspection is null");
        warnings = List.copyOf(warnings);
    }

    /** An answer that was scored. */
    public static PageAnswer scored(
            Inspection inspection, Optional<Boolean> hallucinated, String origin, List<String> warnings) {
        return new PageAnswer(
                inspection.example(), hallucinated, origin, Optional.of(inspection), "SCORED", "", warnings);
    }
}
