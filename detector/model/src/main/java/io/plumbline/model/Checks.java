package io.plumbline.model;

import java.util.List;

/** Argument checks shared by the capture and intervention types. */
final class Checks {
    private Checks() {}

    static void layer(int layer) {
        if (layer < 0) {
            throw new IllegalArgumentException("negative layer " + layer);
        }
    }

    static List<HeadId> heads(List<HeadId> heads) {
        if (heads.isEmpty()) {
            throw new IllegalArgumentException("no heads");
        }
        if (heads.stream().distinct().count() != heads.size()) {
            throw new IllegalArgumentException("a head is listed twice: " + heads);
        }
        return List.copyOf(heads);
    }

    static KeySet keys(KeySet keys) {
        if (keys.isEmpty()) {
            throw new IllegalArgumentException("no keys");
        }
        return keys;
    }

    static float factor(float factor) {
        if (!Float.isFinite(factor)) {
            throw new IllegalArgumentException("not a finite factor: " + factor);
        }
        return factor;
    }
}
