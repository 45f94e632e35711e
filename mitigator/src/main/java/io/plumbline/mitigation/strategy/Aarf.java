package io.plumbline.mitigation.strategy;

import io.plumbline.model.HeadId;
import io.plumbline.model.Intervention;
import io.plumbline.model.InterventionPlan;
import io.plumbline.model.Phase;
import io.plumbline.scoring.profile.ScoringMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Add Attention Reduce FFN (Sun et al., ReDeEP, arXiv 2410.11414, section 4): where a token looks hallucinated before it is
 * written, the step runs again with copying heads stronger and knowledge FFNs weaker.
 *
 * <ul>
 *   <li>{@code STRICT}: decode rows only, the prompt's last token included, and later tokens attend to keys and values of the
 *       run that counted.
 *   <li>{@code LEGACY}, the released code after its fix of June 2025: a trigger at the first step changes all rows of the
 *       prompt, and later tokens attend to what the unchanged run wrote. One difference is left: within a step that runs
 *       again, the step's own token is attended to as the changed run sees it.
 * </ul>
 *
 * @param mode which of the two
 * @param heads copying heads
 * @param attentionFactor multiplies their attention after softmax, without renormalising; 1 changes nothing
 * @param layers knowledge FFNs
 * @param ffnFactor multiplies what they add to the residual stream; 1 changes nothing
 * @param trigger when a step runs again
 * @param source where heads, layers and constants come from
 */
public record Aarf(
        ScoringMode mode,
        List<HeadId> heads,
        double attentionFactor,
        List<Integer> layers,
        double ffnFactor,
        AarfTrigger trigger,
        String source)
        implements Strategy {
    public Aarf {
        Objects.requireNonNull(mode, "mode is null");
        Objects.requireNonNull(trigger, "trigger is null");
        heads = Checks.heads(heads);
        layers = List.copyOf(layers);
        Checks.distinct("layer", layers);
        layers.forEach(layer -> Checks.atLeast("layer", layer, 0));
        Checks.notNegative("attentionFactor", attentionFactor);
        Checks.notNegative("ffnFactor", ffnFactor);
        Checks.notBlank("source", source);
    }

    @Override
    public String title() {
        return mode == ScoringMode.STRICT ? "aarf" : "aarf-legacy";
    }

    /** What a step that runs again changes. */
    InterventionPlan plan() {
        Phase phase = mode == ScoringMode.STRICT ? Phase.DECODE : Phase.BOTH;
        List<Intervention> changes = new ArrayList<>();
        if (!heads.isEmpty()) {
            changes.add(new Intervention.HeadScale(heads, (float) attentionFactor, phase));
        }
        layers.forEach(layer -> changes.add(new Intervention.FfnScale(layer, (float) ffnFactor, phase)));
        return new InterventionPlan(changes);
    }
}
