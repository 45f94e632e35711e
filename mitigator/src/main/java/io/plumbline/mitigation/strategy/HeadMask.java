package io.plumbline.mitigation.strategy;

import io.plumbline.model.HeadId;
import io.plumbline.model.Intervention;
import io.plumbline.model.InterventionPlan;
import io.plumbline.model.KnockoutMode;
import io.plumbline.model.Phase;
import java.util.List;
import java.util.Objects;

/**
 * Heads that are knocked out. The papers' text says zero; the code of DeCoRe and of Wu et al. gives equal attention to all
 * visible positions and masks decode rows only when it generates, all rows when it scores: mode and phase are therefore
 * always said.
 *
 * @param heads none is allowed, and changes nothing
 * @param mode {@code UNIFORM} or {@code ZERO}; {@code MEAN} needs means, which settings do not carry
 * @param phase {@code DECODE} starts at the prompt's last token
 */
public record HeadMask(List<HeadId> heads, KnockoutMode mode, Phase phase) {
    public HeadMask {
        heads = Checks.heads(heads);
        Objects.requireNonNull(phase, "phase is null");
        if (mode == KnockoutMode.MEAN) {
            throw new IllegalArgumentException("mode MEAN needs the heads' mean outputs; use UNIFORM or ZERO");
        }
    }

    /** As a change of a pass. */
    InterventionPlan plan() {
        return heads.isEmpty()
                ? InterventionPlan.NONE
                : InterventionPlan.of(new Intervention.HeadKnockout(heads, mode, phase));
    }

    /** Whether rows before the prompt's last token are changed. */
    boolean changesPrefill() {
        return !heads.isEmpty() && phase != Phase.DECODE;
    }
}
