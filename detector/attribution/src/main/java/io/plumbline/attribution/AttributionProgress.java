package io.plumbline.attribution;

/** Is told how far an attribution has come, and may end it. Called from the thread that attributes. */
public interface AttributionProgress {
    /** Before the first pass. */
    void start(int passes);

    /** A pass has run over {@code tokens}. */
    void advance(long tokens);

    /** Asked before every pass; a pass that runs is not stopped. */
    boolean cancelled();

    /** Says nothing and never ends it. */
    static AttributionProgress quiet() {
        return new AttributionProgress() {
            @Override
            public void start(int passes) {}

            @Override
            public void advance(long tokens) {}

            @Override
            public boolean cancelled() {
                return false;
            }
        };
    }
}
