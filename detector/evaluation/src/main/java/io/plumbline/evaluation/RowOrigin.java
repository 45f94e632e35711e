package io.plumbline.evaluation;

import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Where a labelled row comes from.
 *
 * @param split train, dev, test or whatever the set calls it; empty where it says nothing
 * @param source who published the row; empty where the file says nothing
 * @param licence terms of the row, in the file's words; empty where it says nothing
 * @param flags what the set says of the row: names of its {@code meta} fields that are true, and RAGTruth's quality where
 *     that is not {@code good}
 * @param documentId names the documents the answer was given, where the file does; see {@link LabelledExample#documentId()}
 */
public record RowOrigin(String split, String source, String licence, Set<String> flags, Optional<String> documentId) {
    /** One edit, whose place is exactly known, turned a supported answer into this one. */
    public static final String SINGLE_EDIT = "single_edit";

    /** Nothing is known. */
    public static final RowOrigin UNKNOWN = new RowOrigin("", "", "", Set.of(), Optional.empty());

    public RowOrigin {
        Objects.requireNonNull(split, "split is null");
        Objects.requireNonNull(source, "source is null");
        Objects.requireNonNull(licence, "licence is null");
        flags = Set.copyOf(flags);
        if (documentId.map(String::isBlank).orElse(false)) {
            throw new IllegalArgumentException("a document id is blank");
        }
    }
}
