package io.plumbline.atlas;

import java.util.List;
import java.util.Map;

/** RazorAttention's echo heads. */
record EchoFamily(FamilyContext context) implements HeadFamily {
    private static final int VERSION = 1;
    private static final String DEFINITION =
            "attention from a repeated random token to itself in the copies before, mean"
                    + " over the second and later copies (RazorAttention, arXiv 2407.15891)";

    @Override
    public String name() {
        return ScoreFamily.ECHO;
    }

    @Override
    public long tokens() {
        return context.probes().repeated().stream()
                .mapToLong(probe -> probe.ids().size())
                .sum();
    }

    @Override
    public Measured measure() {
        List<double[]> values = context.probes().repeated().stream()
                .map(context.measurements()::repeated)
                .toList();
        return Measured.of(
                name(),
                context.scored(
                        DEFINITION,
                        VERSION,
                        context.probes().repeatedProvenance(),
                        values,
                        context.heads().size()));
    }

    @Override
    public Map<String, List<Double>> knockouts() {
        return Map.of(name(), List.of(context.plan().check().least()));
    }
}
