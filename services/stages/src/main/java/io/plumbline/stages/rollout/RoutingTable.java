package io.plumbline.stages.rollout;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.plumbline.schemas.GenerationEvent;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Who is judged by which profile. What no route is for is judged by the profile that the detector's settings name.
 *
 * @param routes the most specific one that matches an event decides: tenant and app, then tenant, then app, then neither
 */
public record RoutingTable(@JsonProperty(required = true) List<Route> routes) {
    /** Nothing routed. */
    public static final RoutingTable EMPTY = new RoutingTable(List.of());

    /** Most routes of a table. */
    public static final int ROUTES_MAX = 1000;

    public RoutingTable {
        routes = routes.stream()
                .sorted(Comparator.comparingInt(Route::weight)
                        .reversed()
                        .thenComparing(route -> route.tenant().orElse(""))
                        .thenComparing(route -> route.app().orElse("")))
                .toList();
        if (routes.size() > ROUTES_MAX) {
            throw new IllegalArgumentException("at most " + ROUTES_MAX + " routes, not " + routes.size());
        }
        Set<List<Optional<String>>> sources = new HashSet<>();
        for (Route route : routes) {
            if (!sources.add(List.of(route.tenant(), route.app()))) {
                throw new IllegalArgumentException("two routes for tenant "
                        + route.tenant().orElse("(any)") + " and app "
                        + route.app().orElse("(any)"));
            }
        }
    }

    /** The route that decides about this event. */
    public Optional<Route> route(GenerationEvent event) {
        return routes.stream().filter(route -> route.matches(event)).findFirst();
    }

    /** Names and ids of every profile that judges or is on trial, sorted. */
    public Set<String> profiles() {
        Set<String> names = new TreeSet<>();
        for (Route route : routes) {
            names.add(route.active());
            names.addAll(route.shadows());
        }
        return names;
    }
}
