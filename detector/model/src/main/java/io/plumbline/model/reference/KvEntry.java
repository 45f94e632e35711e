package io.plumbline.model.reference;

/** One key and one value that a head holds. */
final class KvEntry {
    /** Of the token; -1 for the mean of what was given up. */
    private final int position;

    private final double[] keys;
    private final double[] values;
    private final int from;
    private final long count;

    /**
     * Reads a part of arrays that must not change.
     *
     * @param keys hold the key from {@code from} on
     * @param values hold the value from {@code from} on
     * @param from where the head's components begin
     * @param count tokens that it stands for
     */
    KvEntry(int position, double[] keys, double[] values, int from, long count) {
        this.position = position;
        this.keys = keys;
        this.values = values;
        this.from = from;
        this.count = count;
    }

    int position() {
        return position;
    }

    double[] keys() {
        return keys;
    }

    double[] values() {
        return values;
    }

    int from() {
        return from;
    }

    long count() {
        return count;
    }
}
