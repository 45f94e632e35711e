package io.plumbline.model;

/** How two logit-lens distributions A (after the FFN) and B (before it) are compared; M = (A+B)/2; nats. */
public enum DivergenceMode {
    /** Jensen-Shannon: 1/2 KL(A||M) + 1/2 KL(B||M), clamped to [0, ln 2] (ReDeEP, formula of the paper). */
    JENSEN_SHANNON,
    /** 1/2 KL(M||A) + 1/2 KL(M||B): what ReDeEP's released code computes; clamped at 0 from below, unbounded above. */
    REVERSED_KL
}
