package io.plumbline.evaluation.mitigation;

import io.plumbline.atlas.CausalCheck;
import io.plumbline.atlas.HeadAtlas;
import io.plumbline.mitigation.strategy.Aarf;
import io.plumbline.mitigation.strategy.Cafe;
import io.plumbline.mitigation.strategy.DeCoRe;
import io.plumbline.mitigation.strategy.HeadMask;
import io.plumbline.mitigation.strategy.Knockout;
import io.plumbline.mitigation.strategy.Regenerate;
import io.plumbline.mitigation.strategy.Strategy;
import io.plumbline.model.HeadId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The arms of a comparison: plain greedy first, then strategies, each that names heads followed by its random controls. */
public final class Arms {
    /** Name of the first arm, which all others are compared with. */
    public static final String BASE = "base";

    /** In the name of each control. */
    static final String CONTROL = " random ";

    private Arms() {}

    /**
     * Arms for strategies. A control does the same with random heads of the same layers: those the atlas drew for its
     * causal check of the same set of heads.
     *
     * @param atlas where the model has one; without, or where it did not check these heads, there are no controls
     * @param controls how many for each strategy that names heads
     */
    public static List<Arm> of(List<Strategy> strategies, Optional<HeadAtlas> atlas, int controls) {
        List<Arm> arms = new ArrayList<>(List.of(new Arm(BASE, Regenerate.GREEDY)));
        Map<String, Integer> uses = new HashMap<>();
        for (Strategy strategy : strategies) {
            if (strategy instanceof Regenerate again && again.sampling().isEmpty()) {
                // that is the base
                continue;
            }
            int use = uses.merge(strategy.title(), 1, Integer::sum);
            String name = use == 1 ? strategy.title() : strategy.title() + "-" + use;
            arms.add(new Arm(name, strategy));
            for (List<HeadId> heads : controlsOf(strategy, atlas, controls)) {
                int number = uses.merge(name + " control", 1, Integer::sum);
                arms.add(new Arm(name + CONTROL + number, with(strategy, heads)));
            }
        }
        return arms;
    }

    private static List<List<HeadId>> controlsOf(Strategy strategy, Optional<HeadAtlas> atlas, int most) {
        Set<HeadId> heads = Set.copyOf(headsOf(strategy));
        if (atlas.isEmpty() || heads.isEmpty()) {
            return List.of();
        }
        return atlas.get().causal().stream()
                .filter(check -> Set.copyOf(check.heads()).equals(heads))
                .findFirst()
                .map(CausalCheck::controls)
                .orElse(List.of())
                .stream()
                .limit(most)
                .toList();
    }

    /** The heads a strategy stands on: those it masks, strengthens, or lets vote; none where they are another model's. */
    private static List<HeadId> headsOf(Strategy strategy) {
        if (strategy instanceof DeCoRe decore) {
            return decore.lite() ? List.of() : decore.mask().heads();
        }
        if (strategy instanceof Knockout knockout) {
            return knockout.mask().heads();
        }
        if (strategy instanceof Aarf aarf) {
            return aarf.heads();
        }
        return strategy instanceof Cafe cafe ? cafe.voters() : List.of();
    }

    private static Strategy with(Strategy strategy, List<HeadId> heads) {
        String source = "random heads of the same layers; " + strategy.source();
        if (strategy instanceof DeCoRe decore) {
            return new DeCoRe(with(decore.mask(), heads), decore.weight(), decore.floor(), decore.lite(), source);
        }
        if (strategy instanceof Knockout knockout) {
            return new Knockout(with(knockout.mask(), heads), source);
        }
        if (strategy instanceof Aarf aarf) {
            return new Aarf(
                    aarf.mode(),
                    heads,
                    aarf.attentionFactor(),
                    aarf.layers(),
                    aarf.ffnFactor(),
                    aarf.trigger(),
                    source);
        }
        if (strategy instanceof Cafe cafe) {
            List<HeadId> steered = cafe.steered().isEmpty() ? List.of() : heads;
            return new Cafe(heads, cafe.kept(), steered, cafe.focused(), cafe.factor(), source);
        }
        throw new IllegalArgumentException("no heads in " + strategy);
    }

    private static HeadMask with(HeadMask mask, List<HeadId> heads) {
        return new HeadMask(heads, mask.mode(), mask.phase());
    }
}
