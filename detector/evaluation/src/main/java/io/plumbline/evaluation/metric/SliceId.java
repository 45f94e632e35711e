package io.plumbline.evaluation.metric;

import java.util.Objects;

/** Names a slice; the name is unique within its kind. */
public record SliceId(SliceKind kind, String name) {
    static final SliceId POOLED = new SliceId(SliceKind.POOLED, "all sets pooled");
    static final SliceId MACRO_SETS = new SliceId(SliceKind.MACRO, "mean over sets");
    static final SliceId MACRO_TASKS = new SliceId(SliceKind.MACRO, "mean over tasks");

    public SliceId {
        Objects.requireNonNull(kind, "kind is null");
        Objects.requireNonNull(name, "name is null");
    }
}
