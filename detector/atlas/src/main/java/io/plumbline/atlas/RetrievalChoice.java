package io.plumbline.atlas;

import io.plumbline.model.HeadId;
import java.util.List;

/**
 * The heads that count as the model's retrieval heads.
 *
 * @param rule how they were chosen and what confirmed them
 * @param heads in ascending order; may be empty
 * @param confirmed whether knocking them out hurts retrieval, and more than it should by chance
 */
public record RetrievalChoice(String rule, List<HeadId> heads, boolean confirmed) {
    public RetrievalChoice {
        heads = heads.stream().sorted().toList();
        Checks.distinct(heads);
        if (rule.isBlank() || (confirmed && heads.isEmpty())) {
            throw new IllegalArgumentException("a choice needs a rule, and none is confirmed without heads");
        }
    }
}
