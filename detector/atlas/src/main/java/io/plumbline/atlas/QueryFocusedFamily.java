package io.plumbline.atlas;

import io.plumbline.atlas.probe.Needle;
import io.plumbline.atlas.probe.QueryProbe;
import io.plumbline.atlas.probe.QueryProbes;
import io.plumbline.model.CapturePlan;
import io.plumbline.model.FloatMatrix;
import io.plumbline.model.ForwardRequest;
import io.plumbline.model.InstrumentedModel;
import io.plumbline.model.TokenIds;
import io.plumbline.model.TokenSpan;
import io.plumbline.model.kv.KvCache;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * QRHead's query-focused score (Zhang et al., EMNLP 2025): how high a head ranks the passage that holds the answer. A passage's
 * score is the sum over its tokens of the attention that the query's tokens pay on average, less the same for the query "N/A";
 * tokens more than two standard deviations below the passage's mean are dropped. The head's score is NDCG@10.
 */
final class QueryFocusedFamily implements HeadFamily {
    private static final int VERSION = 1;
    private static final int CUT = 10;
    private static final double OUTLIER = 2;
    private static final String DEFINITION =
            "NDCG@10 of the passage that holds the answer, passages ranked by the attention"
                    + " of the query's tokens less that of the query \"N/A\" (QRHead, EMNLP 2025)";

    private final FamilyContext context;
    private final List<QueryProbe> probes;

    QueryFocusedFamily(FamilyContext context) {
        this.context = context;
        FurtherPlan.Documents wanted = context.plan().further().documents();
        List<Needle> needles = context.texts()
                .needles(Needle.Use.DETECTION)
                .subList(0, context.plan().needles().count());
        this.probes = QueryProbes.of(
                context.model(), needles, context.texts().detectionProse(), wanted.count(), wanted.tokens());
    }

    @Override
    public String name() {
        return ScoreFamily.QUERY_FOCUSED;
    }

    @Override
    public long tokens() {
        return probes.stream().mapToLong(QueryProbe::tokens).sum();
    }

    @Override
    public Map<String, List<Double>> knockouts() {
        return Map.of(name(), List.of(context.plan().check().least()));
    }

    @Override
    public Measured measure() {
        List<double[]> values = new ArrayList<>();
        for (QueryProbe probe : probes) {
            String name = "query|" + VERSION + "|" + probe.ids().sha256() + "|"
                    + probe.ofNothing().sha256() + "|" + probe.queryStart() + "|" + probe.passages() + "|"
                    + probe.answering();
            values.add(context.measurements()
                    .kept("passages", name, probe.tokens(), context.heads().size(), () -> values(probe)));
        }
        FurtherPlan.Documents wanted = context.plan().further().documents();
        ProbeProvenance provenance = FamilyContext.provenance(
                probes.stream()
                        .map(probe -> probe.ids().sha256() + probe.passages() + probe.answering())
                        .toList(),
                probes.stream().map(QueryProbe::group).toList(),
                Map.of(
                        "documents", Integer.toString(wanted.count()),
                        "documentTokens", Integer.toString(wanted.tokens()),
                        "texts", "needles.jsonl (detection), haystack-detection.txt"));
        double chance = 0;
        for (int rank = 1; rank <= wanted.count(); rank++) {
            chance += gain(rank) / wanted.count();
        }
        return Measured.of(name(), context.scored(DEFINITION, VERSION, provenance, values, 0))
                .with(
                        name(),
                        new Finding(
                                "a head that ranks the passages at random has a query-focused score of this much",
                                Map.of("chance", Bootstrap.rounded(chance))));
    }

    private double[] values(QueryProbe probe) {
        InstrumentedModel model = context.measurements().model();
        int keys = probe.passages().get(probe.passages().size() - 1).end();
        double[] scores = new double[context.heads().size()];
        try (KvCache shared = model.newCache()) {
            model.extend(shared, ForwardRequest.of(probe.ids().slice(0, probe.queryStart()), CapturePlan.NONE));
            double[][] ofNothing = attention(shared, probe, probe.ofNothing(), keys);
            double[][] ofQuery = attention(shared, probe, probe.ids(), keys);
            for (int h = 0; h < scores.length; h++) {
                double[] calibrated = new double[keys];
                for (int key = 0; key < keys; key++) {
                    calibrated[key] = ofQuery[h][key] - ofNothing[h][key];
                }
                scores[h] = score(probe, calibrated);
            }
        }
        return scores;
    }

    /** Mean attention of the rows from the query on, {@code [head][key]}. */
    private double[][] attention(KvCache shared, QueryProbe probe, TokenIds ids, int keys) {
        InstrumentedModel model = context.measurements().model();
        TokenSpan rows = new TokenSpan(probe.queryStart(), ids.size());
        double[][] means = new double[context.heads().size()][];
        context.measurements()
                .patterns(
                        ids.size(),
                        rows,
                        captures -> {
                            try (KvCache branch = shared.branch()) {
                                return model.extend(
                                        branch, ForwardRequest.of(ids.slice(rows.start(), rows.end()), captures));
                            }
                        },
                        (head, pattern) -> means[head] = means(pattern, keys));
        return means;
    }

    private static double[] means(FloatMatrix pattern, int keys) {
        double[] means = new double[keys];
        for (int r = 0; r < pattern.rows(); r++) {
            for (int key = 0; key < keys; key++) {
                means[key] += (double) pattern.at(r, key) / pattern.rows();
            }
        }
        return means;
    }

    /**
     * A head's score on one probe.
     *
     * @param calibrated for each key the attention of the query less that of "N/A"
     */
    static double score(QueryProbe probe, double[] calibrated) {
        double[] ofPassage = probe.passages().stream()
                .mapToDouble(passage -> sum(passage, calibrated))
                .toArray();
        int rank = 1;
        for (double other : ofPassage) {
            rank += other > ofPassage[probe.answering()] ? 1 : 0;
        }
        return gain(rank);
    }

    private static double sum(TokenSpan passage, double[] calibrated) {
        double sum = 0;
        double squares = 0;
        for (int key = passage.start(); key < passage.end(); key++) {
            sum += calibrated[key];
            squares += calibrated[key] * calibrated[key];
        }
        double mean = sum / passage.length();
        double deviation = Math.sqrt(Math.max(0, squares / passage.length() - mean * mean));
        double kept = 0;
        for (int key = passage.start(); key < passage.end(); key++) {
            kept += calibrated[key] >= mean - OUTLIER * deviation ? calibrated[key] : 0;
        }
        return kept;
    }

    private static double gain(int rank) {
        return rank <= CUT ? Math.log(2) / Math.log(1 + rank) : 0;
    }
}
