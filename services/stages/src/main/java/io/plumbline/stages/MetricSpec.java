package io.plumbline.stages;

import java.util.List;
import java.util.Objects;

/**
 * What a metric is, for the code that writes it and for the page that explains it.
 *
 * @param name in Prometheus' spelling, with its unit and {@code _total}
 * @param kind what may be asked of it
 * @param unit of the value
 * @param labels in the order a reader meets them; each has few values, and the tenant is never one
 * @param meaning one sentence without a full stop at its end
 */
public record MetricSpec(String name, Kind kind, String unit, List<Label> labels, String meaning) {
    /** How a metric may be read. */
    public enum Kind {
        /** Only grows; take a rate of it. */
        COUNTER,
        /** A state at the time of the scrape. */
        GAUGE,
        /** Has buckets; take quantiles of their rates. */
        HISTOGRAM,
        /** Has a count and a sum; take means. */
        SUMMARY
    }

    /**
     * One label.
     *
     * @param values what it may be, for a person
     */
    public record Label(String name, String values) {}

    public MetricSpec {
        Objects.requireNonNull(kind, "kind is null");
        labels = List.copyOf(labels);
        if (!name.matches("plumbline_[a-z_]+") || (kind == Kind.COUNTER) != name.endsWith("_total")) {
            throw new IllegalArgumentException("not a metric's name: " + name + " of kind " + kind);
        }
        if (unit.isBlank() || meaning.isBlank() || meaning.endsWith(".")) {
            throw new IllegalArgumentException(name + " has unit \"" + unit + "\" and meaning \"" + meaning + "\"");
        }
    }

    /** Micrometer's name: its Prometheus naming puts the unit or {@code _total} back. */
    public String meter() {
        return name.replaceFirst("_(total|seconds|bytes|requests)$", "").replace('_', '.');
    }

    /** Names of the series it is exported as. */
    public List<String> series() {
        return switch (kind) {
            case COUNTER, GAUGE -> List.of(name);
            case HISTOGRAM -> List.of(name + "_bucket", name + "_count", name + "_sum", name + "_max");
            case SUMMARY -> List.of(name + "_count", name + "_sum", name + "_max");
        };
    }
}
