package io.plumbline.loadtests.stream;

/** Something that goes wrong for a while. */
interface Fault {
    /** For people, such as {@code broker killed}. */
    String name();

    /** Makes it happen; returns once it has. */
    void begin() throws Exception;

    /** Ends it, as far as the outside can: what was broken may now recover. */
    void end() throws Exception;
}
