package io.plumbline.stages.rollout;

import io.plumbline.stages.DetectStage;
import io.plumbline.stages.ReceivedGeneration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** Which stages an event meets under one version of the routing table. Immutable. */
public final class RoutedStages {
    private final RoutingTable table;
    private final DetectStage fallback;
    private final Map<String, DetectStage> actives;
    private final Map<String, DetectStage> shadows;

    /**
     * Stages for an event.
     *
     * @param stage its verdict counts
     * @param shadows on trial
     */
    public record Routed(DetectStage stage, List<DetectStage> shadows) {
        public Routed {
            Objects.requireNonNull(stage, "stage is null");
            shadows = List.copyOf(shadows);
        }
    }

    /**
     * Stages for a table.
     *
     * @param fallback for what no route is for
     * @param actives by the names the table uses, all of them
     * @param shadows by the names the table uses, all of them
     */
    public RoutedStages(
            RoutingTable table,
            DetectStage fallback,
            Map<String, DetectStage> actives,
            Map<String, DetectStage> shadows) {
        this.table = Objects.requireNonNull(table, "table is null");
        this.fallback = Objects.requireNonNull(fallback, "fallback is null");
        this.actives = Map.copyOf(actives);
        this.shadows = Map.copyOf(shadows);
        for (Route route : table.routes()) {
            boolean missing =
                    !actives.containsKey(route.active()) || !shadows.keySet().containsAll(route.shadows());
            if (missing) {
                throw new IllegalArgumentException("no stage for a profile of " + route);
            }
        }
    }

    /** Everything goes to one stage. */
    public static RoutedStages of(DetectStage fallback) {
        return new RoutedStages(RoutingTable.EMPTY, fallback, Map.of(), Map.of());
    }

    /**
     * The stages for an event: by its route; an event that asks for a profile that judges somebody here gets that one, and none on
     * trial.
     */
    public Routed route(ReceivedGeneration received) {
        Routed routed = table.route(received.event())
                .map(route -> new Routed(
                        Objects.requireNonNull(actives.get(route.active())),
                        route.shadows().stream()
                                .map(name -> Objects.requireNonNull(shadows.get(name)))
                                .toList()))
                .orElseGet(() -> new Routed(fallback, List.of()));
        Optional<String> asked = received.askedProfile()
                .filter(name -> !routed.stage().identity().isCalled(name));
        return asked.flatMap(this::called)
                .map(stage -> new Routed(stage, List.of()))
                .orElse(routed);
    }

    private Optional<DetectStage> called(String asked) {
        return Stream.concat(Stream.of(fallback), actives.values().stream())
                .filter(stage -> stage.identity().isCalled(asked))
                .findFirst();
    }
}
