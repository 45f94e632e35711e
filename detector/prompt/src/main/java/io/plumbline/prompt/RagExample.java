package io.plumbline.prompt;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * An answer of some model, with what the model was given.
 *
 * @param id name of the example; not empty
 * @param question what was asked; empty when the answer summarises the passages
 * @param passages in the order they were given; their ids differ. May be empty: a detector then abstains
 * @param response the answer; may be blank: a detector then abstains
 */
public record RagExample(String id, Optional<String> question, List<Passage> passages, String response) {
    public RagExample {
        Objects.requireNonNull(question, "question is null");
        Objects.requireNonNull(response, "response is null");
        passages = List.copyOf(passages);
        if (id.isEmpty()) {
            throw new IllegalArgumentException("an example needs an id");
        }
        if (passages.stream().map(Passage::id).distinct().count() != passages.size()) {
            throw new IllegalArgumentException("two passages of example " + id + " share an id");
        }
    }

    /** Whether some passage holds more than white space. */
    public boolean hasContext() {
        return passages.stream().anyMatch(p -> !p.text().isBlank());
    }

    /** The same example with other passages. */
    public RagExample withPassages(List<Passage> others) {
        return new RagExample(id, question, others, response);
    }

    /** The same example with another answer. */
    public RagExample withResponse(String other) {
        return new RagExample(id, question, passages, other);
    }
}
