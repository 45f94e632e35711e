package io.plumbline.atlas;

import java.util.List;
import java.util.Map;

/** Retrieval heads: which head looks at the very token that is being copied. */
record CopyFamily(FamilyContext context) implements HeadFamily {
    private static final int VERSION = 1;
    private static final String DEFINITION = "share of the answer's tokens at which the head's most attended key is the"
            + " needle's token that is being written (teacher-forced, strict alignment; after Wu et al., arXiv 2404.15574)";

    @Override
    public String name() {
        return ScoreFamily.COPY;
    }

    @Override
    public long tokens() {
        return context.probes().needles().stream()
                .mapToLong(probe -> probe.ids().size())
                .sum();
    }

    @Override
    public Measured measure() {
        List<double[]> values = context.probes().needles().stream()
                .map(context.measurements()::copy)
                .toList();
        return Measured.of(
                name(), context.scored(DEFINITION, VERSION, context.probes().needleProvenance(), values, 0));
    }

    @Override
    public Map<String, List<Double>> knockouts() {
        return Map.of(name(), context.plan().check().shares());
    }
}
