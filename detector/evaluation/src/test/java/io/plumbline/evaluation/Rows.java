package io.plumbline.evaluation;

import io.plumbline.model.CharSpan;
import io.plumbline.prompt.Passage;
import io.plumbline.prompt.RagExample;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Labelled rows for tests. */
public final class Rows {
    private Rows() {}

    /** A row about {@code document}; its answer is "one two three". */
    public static LabelledExample row(String set, String id, String document, String task, boolean hallucinated) {
        return row(set, id, document, task, "one two three", hallucinated, List.of(), Set.of());
    }

    /** A hallucinated row with labelled spans. */
    public static LabelledExample marked(String set, String id, String document, String response, CharSpan... spans) {
        return row(set, id, document, "qa", response, true, Arrays.asList(spans), Set.of());
    }

    /** A row with everything. */
    public static LabelledExample row(
            String set,
            String id,
            String document,
            String task,
            String response,
            boolean hallucinated,
            List<CharSpan> spans,
            Set<String> flags) {
        RagExample example =
                new RagExample(id, Optional.of("what?"), List.of(new Passage("p1", "", "about " + document)), response);
        return new LabelledExample(
                example,
                set,
                task,
                "gen-" + (id.hashCode() & 1),
                hallucinated,
                spans.stream().map(span -> new LabelledSpan(span, "", Set.of())).toList(),
                new RowOrigin("test", "made by hand", "none", flags, Optional.of(document)));
    }

    /** A set of these rows. */
    public static LabelledData data(String set, List<LabelledExample> rows) {
        return new LabelledData(set, rows, 0, List.of(), List.of(new DataFile(set + ".jsonl", "00", rows.size())));
    }
}
