package io.plumbline.evaluation.run;

/** Hears how far a run is. */
public interface RunProgress {
    /** Says nothing. */
    RunProgress QUIET = new RunProgress() {
        @Override
        public void start(long total, long kept) {}

        @Override
        public void step() {}

        @Override
        public void done() {}
    };

    /**
     * Called first.
     *
     * @param total scores of this run
     * @param kept how many of them are on disk already
     */
    void start(long total, long kept);

    /** One more score was computed. */
    void step();

    /** Called last, also if the run fails. */
    void done();
}
