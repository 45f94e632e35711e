package io.plumbline.loadtests.stream;

/** What a record of the generator is, and so what must become of it. */
enum TrafficKind {
    /** A valid event. */
    NORMAL(true, false),
    /** No JSON. */
    GARBAGE(false, true),
    /** JSON with an id that does not follow the schema: a dead letter, and an answer for whoever asks for the id. */
    INVALID(true, true),
    /** Valid but for more bytes than an event may have. */
    TOO_LARGE(false, true),
    /** Valid, but more text than a pass takes. */
    TOO_LONG(true, false),
    /** An event for which the stub asks for more memory than there is. */
    ALLOCATE(true, false);

    private final boolean verdict;
    private final boolean letter;

    TrafficKind(boolean verdict, boolean letter) {
        this.verdict = verdict;
        this.letter = letter;
    }

    boolean hasVerdict() {
        return verdict;
    }

    boolean hasDeadLetter() {
        return letter;
    }
}
