package io.plumbline.mitigation;

/** Why a mitigation could not be tried to the end. */
public enum FailureReason {
    /** The caller's cancellation said so. */
    CANCELLED,
    /** The model failed. */
    MODEL
}
