package io.plumbline.scoring;

/** What a verdict says about the whole answer. */
public enum Label {
    SUPPORTED,
    HALLUCINATED
}
