package io.plumbline.loadtests.stream;

import java.util.List;
import java.util.OptionalDouble;

/**
 * What a fault cost.
 *
 * @param fault its name
 * @param began seconds since the start of the run
 * @param ended seconds since the start of the run
 * @param firstAnswer seconds from its end until an event was answered
 * @param caughtUp seconds from its end until no more events were open than before it; empty if that never came
 * @param mostOpen most events that were open from its beginning on
 */
record Recovery(
        String fault, double began, double ended, OptionalDouble firstAnswer, OptionalDouble caughtUp, int mostOpen) {
    private static final int AT_REST = 2;
    /** What counts as before the fault: earlier ones must not. */
    private static final double BEFORE_SECONDS = 5;

    /** From the samples of a run. */
    static Recovery of(String fault, double began, double ended, List<Samples.Sample> samples) {
        int before = samples.stream()
                .filter(sample -> sample.seconds() < began && sample.seconds() >= began - BEFORE_SECONDS)
                .mapToInt(Samples.Sample::open)
                .max()
                .orElse(0);
        int least = Math.max(before, AT_REST);
        int answeredAtEnd = samples.stream()
                .filter(sample -> sample.seconds() <= ended)
                .mapToInt(Samples.Sample::answered)
                .max()
                .orElse(0);
        List<Samples.Sample> after =
                samples.stream().filter(sample -> sample.seconds() > ended).toList();
        return new Recovery(
                fault,
                began,
                ended,
                after.stream()
                        .filter(sample -> sample.answered() > answeredAtEnd)
                        .mapToDouble(sample -> sample.seconds() - ended)
                        .findFirst(),
                after.stream()
                        .filter(sample -> sample.open() <= least && sample.answered() > answeredAtEnd)
                        .mapToDouble(sample -> sample.seconds() - ended)
                        .findFirst(),
                samples.stream()
                        .filter(sample -> sample.seconds() >= began)
                        .mapToInt(Samples.Sample::open)
                        .max()
                        .orElse(0));
    }
}
