package io.plumbline.evaluation.reproduce;

import io.plumbline.model.HeadId;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Which rows, and how many. Samples are nested: a larger plan contains a smaller one's rows.
 *
 * @param name of the plan
 * @param labelled training sets and rows of each
 * @param planted sets whose rows get planted errors, and rows of each (clean and wrong ones together)
 * @param foreign sets whose answers are also shown foreign passages, for the null model, and rows of each
 * @param tests sets that nothing is fitted or chosen on, and rows of each; {@code folder/*} is the folder's files as one set, the
 *     same number of rows of each
 * @param resamples of the bootstrap
 */
public record ReproductionPlan(
        String name,
        Map<String, Integer> labelled,
        Map<String, Integer> planted,
        Map<String, Integer> foreign,
        Map<String, Integer> tests,
        int resamples) {
    /**
     * The heads that the bundled profiles read: of the default model, found by needles and repeated tokens without labels before
     * there was an atlas. The atlas's own rule names six heads, five of them among these.
     */
    public static final List<HeadId> HEADS = Stream.of("17-3", "17-4", "17-5", "18-6", "18-7", "20-6", "23-2")
            .map(HeadId::parse)
            .toList();

    /** What the shipped profiles and the documentation's tables were made with. */
    public static final ReproductionPlan SHIPPED = new ReproductionPlan(
            "shipped",
            sizes("begin_wow/dev", 100, "defacto/train", 120, "ragbench_covidqa/train", 100, "wice/claims_dev", 130),
            sizes("defacto/train", 100, "ragbench_covidqa/train", 50, "wice/claims_dev", 60),
            sizes("begin_wow/dev", 40, "defacto/train", 20, "ragbench_covidqa/train", 15, "wice/claims_dev", 25),
            sizes("q2_wow/test", 600, "summedits_open/*", 240, "begin_wow/test", 150),
            1000);

    /** A few rows of each, to see that everything works; its figures mean nothing. */
    public static final ReproductionPlan QUICK = new ReproductionPlan(
            "quick",
            sizes("begin_wow/dev", 14, "defacto/train", 10),
            sizes("defacto/train", 8),
            sizes("begin_wow/dev", 8),
            sizes("q2_wow/test", 16, "summedits_open/*", 8),
            50);

    /** Everything there is; takes a night or more. */
    public static final ReproductionPlan NIGHT = new ReproductionPlan(
            "night",
            sizes(
                    "begin_wow/dev", 1000,
                    "begin_cmu/dev", 1000,
                    "defacto/train", 1000,
                    "defacto/val", 1000,
                    "ragbench_covidqa/train", 1000,
                    "wice/claims_dev", 1000),
            sizes("defacto/train", 1000, "ragbench_covidqa/train", 1000, "wice/claims_dev", 400),
            sizes("begin_wow/dev", 400, "defacto/train", 400, "ragbench_covidqa/train", 400, "wice/claims_dev", 300),
            sizes("q2_wow/test", 600, "summedits_open/*", 4000, "begin_wow/test", 4000),
            2000);

    public ReproductionPlan {
        labelled = Collections.unmodifiableMap(new LinkedHashMap<>(labelled));
        planted = Collections.unmodifiableMap(new LinkedHashMap<>(planted));
        foreign = Collections.unmodifiableMap(new LinkedHashMap<>(foreign));
        tests = Collections.unmodifiableMap(new LinkedHashMap<>(tests));
    }

    private static Map<String, Integer> sizes(Object... pairs) {
        Map<String, Integer> sizes = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            sizes.put((String) pairs[i], (Integer) pairs[i + 1]);
        }
        return sizes;
    }
}
