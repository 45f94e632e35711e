package io.plumbline.model;

import java.util.List;

/**
 * What a pass changes on the way, in order.
 *
 * @param interventions applied one after the other
 */
public record InterventionPlan(List<Intervention> interventions) {
    public static final InterventionPlan NONE = new InterventionPlan(List.of());

    public InterventionPlan {
        interventions = List.copyOf(interventions);
    }

    public static InterventionPlan of(Intervention... interventions) {
        return new InterventionPlan(List.of(interventions));
    }

    public boolean isEmpty() {
        return interventions.isEmpty();
    }
}
