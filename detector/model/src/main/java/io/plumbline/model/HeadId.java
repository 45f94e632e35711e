package io.plumbline.model;

/**
 * A query head, zero-based; written {@code "layer-head"} as in published head tables.
 *
 * @param layer zero-based layer
 * @param head zero-based query head within the layer
 */
public record HeadId(int layer, int head) implements Comparable<HeadId> {
    public HeadId {
        if (layer < 0 || head < 0) {
            throw new IllegalArgumentException("not a head: " + layer + "-" + head);
        }
    }

    /** Reads {@code "layer-head"}. */
    public static HeadId parse(String text) {
        int dash = text.indexOf('-');
        if (dash <= 0) {
            throw new IllegalArgumentException("a head is written layer-head, for example 17-3; got: " + text);
        }
        try {
            return new HeadId(
                    Integer.parseInt(text.substring(0, dash).strip()),
                    Integer.parseInt(text.substring(dash + 1).strip()));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("a head is written layer-head, for example 17-3; got: " + text, e);
        }
    }

    @Override
    public int compareTo(HeadId other) {
        int byLayer = Integer.compare(layer, other.layer);
        return byLayer != 0 ? byLayer : Integer.compare(head, other.head);
    }

    @Override
    public String toString() {
        return layer + "-" + head;
    }
}
