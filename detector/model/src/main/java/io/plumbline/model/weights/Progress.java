package io.plumbline.model.weights;

/**
 * Told how far something long has come. One thing at a time: {@code start}, any number of {@code advance}, {@code
 * done}.
 */
public interface Progress {
    /**
     * Something long begins.
     *
     * @param label what it is, for people
     * @param totalBytes how much there is, or -1 if that is not known
     */
    void start(String label, long totalBytes);

    /** So many more bytes are there. */
    void advance(long bytes);

    /** It has ended, well or badly. */
    void done();

    /** Says nothing. */
    static Progress quiet() {
        return new Progress() {
            @Override
            public void start(String label, long totalBytes) {}

            @Override
            public void advance(long bytes) {}

            @Override
            public void done() {}
        };
    }
}
