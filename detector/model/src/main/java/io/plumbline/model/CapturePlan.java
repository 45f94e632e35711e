package io.plumbline.model;

import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;

/** What a pass brings back: captures without repetition, in the order given. Asking for more never changes the pass itself. */
public final class CapturePlan {
    public static final CapturePlan NONE = new CapturePlan(List.of());

    private final List<Capture> captures;

    private CapturePlan(List<Capture> captures) {
        this.captures = captures;
    }

    public static CapturePlan of(Capture... captures) {
        return of(Arrays.asList(captures));
    }

    public static CapturePlan of(Collection<? extends Capture> captures) {
        return new CapturePlan(List.copyOf(new LinkedHashSet<>(captures)));
    }

    public List<Capture> captures() {
        return captures;
    }

    /** Both plans' captures, this one's first. */
    public CapturePlan and(CapturePlan other) {
        LinkedHashSet<Capture> both = new LinkedHashSet<>(captures);
        both.addAll(other.captures);
        return of(both);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CapturePlan that && captures.equals(that.captures);
    }

    @Override
    public int hashCode() {
        return captures.hashCode();
    }

    @Override
    public String toString() {
        return "CapturePlan" + captures;
    }
}
