package io.plumbline.mitigation.strategy;

/**
 * What was spent, the same on every machine.
 *
 * @param passes runs of a model
 * @param runTokens tokens run, summed over passes
 * @param newTokens tokens written
 * @param reruns steps that ran again with interventions
 */
public record Cost(int passes, long runTokens, int newTokens, int reruns) {
    public static final Cost NONE = new Cost(0, 0, 0, 0);

    public Cost {
        Checks.atLeast("passes", passes, 0);
        Checks.atLeast("runTokens", runTokens, 0);
        Checks.atLeast("newTokens", newTokens, 0);
        Checks.atLeast("reruns", reruns, 0);
    }

    public Cost plus(Cost other) {
        return new Cost(
                passes + other.passes, runTokens + other.runTokens, newTokens + other.newTokens, reruns + other.reruns);
    }
}
