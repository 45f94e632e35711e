package io.plumbline.scoring.profile;

/** What one score is about. */
public enum ProfileKind {
    /** One score for each token of the answer. */
    TOKEN,
    /** One score for each chunk of the answer, shared by its tokens. */
    CHUNK
}
