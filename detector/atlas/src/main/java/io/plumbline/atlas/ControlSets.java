package io.plumbline.atlas;

import io.plumbline.model.HeadId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Random heads to compare a knock-out with: as many in each layer as the set under test has there, none of them in the set,
 * and none of the family's top 22 % as far as the layer allows. Where it does not, the layer's lowest-scoring heads are drawn
 * from, twice as many as are needed. A layer that has too few heads outside of the set lends from the nearest ones.
 */
public final class ControlSets {
    /** 60 of the 270 heads of the default model, as in the pilot. */
    private static final double PROTECTED_SHARE = 0.22;

    private static final int DRAWS_FOR_A_NEW_SET = 100;

    private final Set<HeadId> tested;
    private final Map<Integer, Integer> countByLayer = new TreeMap<>();
    /** For each layer the heads outside of the set, lowest score first. */
    private final Map<Integer, List<HeadId>> others = new TreeMap<>();

    private final Set<HeadId> protectedHeads;

    private ControlSets(ScoreFamily family, List<HeadId> heads) {
        tested = Set.copyOf(heads);
        heads.forEach(head -> countByLayer.merge(head.layer(), 1, Integer::sum));
        List<HeadId> ranking = family.ranking();
        protectedHeads = Set.copyOf(ranking.subList(0, (int) (PROTECTED_SHARE * ranking.size())));
        List<HeadId> lowestFirst = new ArrayList<>(ranking);
        Collections.reverse(lowestFirst);
        lowestFirst.stream().filter(head -> !tested.contains(head)).forEach(head -> others.computeIfAbsent(
                        head.layer(), layer -> new ArrayList<>())
                .add(head));
    }

    /**
     * Draws the sets; equal arguments give equal sets. Sets differ from each other where the layers have heads enough.
     *
     * @throws IllegalArgumentException if there are fewer heads outside of the set than in it
     */
    public static List<List<HeadId>> draw(ScoreFamily family, List<HeadId> heads, int count, long seed) {
        if (2 * heads.size() > family.scores().size()) {
            throw new IllegalArgumentException(
                    heads.size() + " of " + family.scores().size() + " heads: too few are left for controls");
        }
        ControlSets sets = new ControlSets(family, heads);
        Random random = new Random(seed);
        List<List<HeadId>> drawn = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            List<HeadId> set = sets.one(random);
            for (int again = 0; drawn.contains(set) && again < DRAWS_FOR_A_NEW_SET; again++) {
                set = sets.one(random);
            }
            drawn.add(set);
        }
        return drawn;
    }

    private List<HeadId> one(Random random) {
        Set<HeadId> set = new HashSet<>();
        Map<Integer, Integer> missing = new TreeMap<>();
        countByLayer.forEach((layer, count) -> {
            List<HeadId> pool = pool(layer, count);
            Collections.shuffle(pool, random);
            set.addAll(pool.subList(0, Math.min(count, pool.size())));
            if (pool.size() < count) {
                missing.put(layer, count - pool.size());
            }
        });
        missing.forEach((layer, count) -> set.addAll(nearest(layer, set, count)));
        return set.stream().sorted().toList();
    }

    private List<HeadId> pool(int layer, int count) {
        List<HeadId> candidates = others.getOrDefault(layer, List.of());
        int free = (int) candidates.stream()
                .filter(head -> !protectedHeads.contains(head))
                .count();
        return new ArrayList<>(candidates.subList(0, Math.min(candidates.size(), Math.max(2 * count, free))));
    }

    private List<HeadId> nearest(int layer, Set<HeadId> taken, int count) {
        List<Integer> layers = others.keySet().stream()
                .sorted(Comparator.<Integer>comparingInt(other -> Math.abs(other - layer))
                        .thenComparing(Comparator.naturalOrder()))
                .toList();
        return layers.stream()
                .flatMap(other -> others.getOrDefault(other, List.of()).stream())
                .filter(head -> !taken.contains(head))
                .limit(count)
                .collect(Collectors.toList());
    }
}
