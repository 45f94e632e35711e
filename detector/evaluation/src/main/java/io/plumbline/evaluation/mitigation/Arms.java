package io.plumbline.evaluation.mitigation;

import io.plumbline.atlas.CausalCheck;
import io.plumbline.atlas.HeadAtlas;
import io.plumbline.mitigation.strategy.DeCoRe;
import io.plumbline.mitigation.strategy.HeadMask;
import io.plumbline.mitigation.strategy.Knockout;
import io.plumbline.mitigation.strategy.Regenerate;
import io.plumbline.mitigation.strategy.Strategy;
import io.plumbline.model.HeadId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The arms of a comparison: plain greedy first, then strategies, each that masks heads followed by its random controls. */
public final class Arms {
    /** Name of the first arm, which all others are compared with. */
    public static final String BASE = "base";

    private Arms() {}

    /**
     * Arms for strategies. A control masks, in the same way, random heads of the same layers: those the atlas drew for its
     * causal check of the same set of heads.
     *
     * @param atlas where the model has one; without, or where it did not check these heads, there are no controls
     * @param controls how many for each strategy that masks heads
     */
    public static List<Arm> of(List<Strategy> strategies, Optional<HeadAtlas> atlas, int controls) {
        List<Arm> arms = new ArrayList<>(List.of(new Arm(BASE, Regenerate.GREEDY)));
        Map<String, Integer> uses = new HashMap<>();
        for (Strategy strategy : strategies) {
            if (strategy.equals(Regenerate.GREEDY)) {
                continue;
            }
            int use = uses.merge(strategy.title(), 1, Integer::sum);
            String name = use == 1 ? strategy.title() : strategy.title() + "-" + use;
            arms.add(new Arm(name, strategy));
            for (List<HeadId> heads : controlsOf(strategy, atlas, controls)) {
                int number = uses.merge(name + " control", 1, Integer::sum);
                arms.add(new Arm(name + " random " + number, masking(strategy, heads)));
            }
        }
        return arms;
    }

    private static List<List<HeadId>> controlsOf(Strategy strategy, Optional<HeadAtlas> atlas, int most) {
        List<HeadId> heads = mask(strategy).map(HeadMask::heads).orElse(List.of());
        boolean lite = strategy instanceof DeCoRe decore && decore.lite();
        if (atlas.isEmpty() || heads.isEmpty() || lite) {
            return List.of();
        }
        return atlas.get().causal().stream()
                .filter(check -> new HashSet<>(check.heads()).equals(new HashSet<>(heads)))
                .findFirst()
                .map(CausalCheck::controls)
                .orElse(List.of())
                .stream()
                .limit(most)
                .toList();
    }

    private static Optional<HeadMask> mask(Strategy strategy) {
        if (strategy instanceof DeCoRe decore) {
            return Optional.of(decore.mask());
        }
        return strategy instanceof Knockout knockout ? Optional.of(knockout.mask()) : Optional.empty();
    }

    private static Strategy masking(Strategy strategy, List<HeadId> heads) {
        String source = "random heads of the same layers; " + strategy.source();
        if (strategy instanceof DeCoRe decore) {
            HeadMask other =
                    new HeadMask(heads, decore.mask().mode(), decore.mask().phase());
            return new DeCoRe(other, decore.weight(), decore.floor(), decore.lite(), source);
        }
        if (strategy instanceof Knockout knockout) {
            return new Knockout(
                    new HeadMask(heads, knockout.mask().mode(), knockout.mask().phase()), source);
        }
        throw new IllegalArgumentException("no heads to mask in " + strategy);
    }
}
