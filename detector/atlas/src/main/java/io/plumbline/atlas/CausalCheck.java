package io.plumbline.atlas;

import io.plumbline.model.HeadId;
import io.plumbline.model.KnockoutMode;
import io.plumbline.model.Phase;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * A set of heads knocked out, against random sets of as many heads in the same layers.
 *
 * @param name of the set, such as {@code copy-13}: the 13 heads with the highest copy score
 * @param family whose ranking the set comes from
 * @param heads knocked out together
 * @param controls the random sets, each as large as {@code heads}
 * @param mode what stands in for a head
 * @param phase which rows are touched
 * @param effects by kind of text: {@link #NEEDLE}, {@link #REPEATED}, {@link #PLAIN}, and whatever comes later
 */
public record CausalCheck(
        String name,
        String family,
        List<HeadId> heads,
        List<List<HeadId>> controls,
        KnockoutMode mode,
        Phase phase,
        Map<String, CausalEffect> effects) {
    /** The answer to a question about a hidden needle. */
    public static final String NEEDLE = "needleNll";
    /** The second and later copies of random tokens. */
    public static final String REPEATED = "repeatedNll";
    /** Ordinary prose: damage here is collateral. */
    public static final String PLAIN = "plainNll";

    public CausalCheck {
        Checks.name("a set", name);
        Checks.name("a family", family);
        Objects.requireNonNull(mode, "mode is null");
        Objects.requireNonNull(phase, "phase is null");
        heads = List.copyOf(heads);
        controls = controls.stream().map(List::copyOf).toList();
        Checks.distinct(heads);
        controls.forEach(Checks::distinct);
        int size = heads.size();
        if (size == 0 || controls.stream().anyMatch(control -> control.size() != size)) {
            throw new IllegalArgumentException("set " + name + ": no heads, or controls of another size");
        }
        effects.forEach((metric, effect) -> Checks.name("a metric", metric));
        int count = controls.size();
        if (effects.values().stream().anyMatch(effect -> effect.controls().size() != count)) {
            throw new IllegalArgumentException("set " + name + ": an effect lacks controls");
        }
        effects = Collections.unmodifiableMap(new TreeMap<>(effects));
    }

    /**
     * The effect on one kind of text.
     *
     * @throws IllegalArgumentException if it was not measured
     */
    public CausalEffect effect(String metric) {
        CausalEffect effect = effects.get(metric);
        if (effect == null) {
            throw new IllegalArgumentException("set " + name + " has no " + metric);
        }
        return effect;
    }
}
