package io.plumbline.atlas;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** The list of families. A new one is a class and a line here. */
final class Families {
    private static final List<Function<FamilyContext, HeadFamily>> CORE =
            List.of(CopyFamily::new, InductionFamily::new, EchoFamily::new);

    private static final List<Function<FamilyContext, HeadFamily>> FURTHER = List.of(
            GeneratedFamily::new,
            QueryFocusedFamily::new,
            HeadKvFamily::new,
            CmrFamily::new,
            SpanFamily::new,
            StridedFamily::new,
            OvFamily::new,
            LensFamily::new,
            WriteFamily::new,
            HopFamily::new,
            RuleFamily::new,
            StreamFamily::new);

    private Families() {}

    /** The families of a scope, ready to measure. */
    static List<HeadFamily> of(AtlasScope scope, FamilyContext context) {
        return (scope == AtlasScope.CORE ? CORE.stream() : Stream.concat(CORE.stream(), FURTHER.stream()))
                .map(make -> make.apply(context))
                .toList();
    }
}
