package io.plumbline.atlas;

import io.plumbline.atlas.probe.ChainProbe;
import io.plumbline.atlas.probe.ChainProbes;
import io.plumbline.model.CapturePlan;
import io.plumbline.model.FloatMatrix;
import io.plumbline.model.ForwardRequest;
import io.plumbline.model.Reduction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * The retrieval problem (Mușat, ICLR 2025): how far along a chain of links a head looks from the query. Its score is the largest
 * number of links whose end holds more than a tenth of its attention; 0 where none does. Whether the model solves chains of each
 * length is told beside it.
 */
final class HopFamily implements HeadFamily {
    private static final int VERSION = 1;
    private static final double REACHED = 0.1;
    private static final String DEFINITION =
            "largest number of links from the query whose end holds more than 0.1 of the head's"
                    + " attention, mean over problems (hop reach; after Mușat, ICLR 2025)";
    private static final String CURVE_DEFINITION =
            "attention from a query to the token so many links away, mean over problems (after Mușat, ICLR 2025)";

    private final FamilyContext context;
    private final FurtherPlan.Chains plan;
    /** By length, the longest last. */
    private final List<List<ChainProbe>> probes = new ArrayList<>();

    HopFamily(FamilyContext context) {
        this.context = context;
        this.plan = context.plan().further().chains();
        for (int hops = 1; hops <= plan.hops(); hops++) {
            List<ChainProbe> ofLength = new ArrayList<>();
            for (int i = 0; i < plan.count(); i++) {
                long seed = context.plan().seed() + 1_000L * hops + i;
                ofLength.add(ChainProbes.probe("chain-" + i, context.model(), hops, plan.shots(), seed));
            }
            probes.add(ofLength);
        }
    }

    @Override
    public String name() {
        return ScoreFamily.HOPS;
    }

    @Override
    public long tokens() {
        return probes.stream()
                .flatMap(List::stream)
                .mapToLong(probe -> probe.ids().size())
                .sum();
    }

    @Override
    public Measured measure() {
        int heads = context.heads().size();
        Map<String, Double> solved = new TreeMap<>();
        List<String> words = new ArrayList<>();
        List<double[]> reach = new ArrayList<>();
        double[][] mass = new double[heads][plan.hops()];
        for (List<ChainProbe> ofLength : probes) {
            int hops = ofLength.get(0).hops();
            int right = 0;
            for (ChainProbe probe : ofLength) {
                double[] values = values(probe);
                right += values[0] > 0 ? 1 : 0;
                if (hops == plan.hops()) {
                    double[] ofProbe = new double[heads];
                    for (int h = 0; h < heads; h++) {
                        double[] links = Arrays.copyOfRange(values, 1 + h * hops, 1 + (h + 1) * hops);
                        ofProbe[h] = reach(links);
                        for (int link = 0; link < hops; link++) {
                            mass[h][link] += links[link] / ofLength.size();
                        }
                    }
                    reach.add(ofProbe);
                }
            }
            solved.put("accuracy@" + hops, Bootstrap.rounded((double) right / ofLength.size()));
            // the ends of all links of both chains
            solved.put("chance@" + hops, Bootstrap.rounded(0.5 / hops));
            words.add(String.format(
                    Locale.ROOT, "%d of %d with %d link%s", right, ofLength.size(), hops, hops == 1 ? "" : "s"));
        }
        List<ChainProbe> longest = probes.get(probes.size() - 1);
        ProbeProvenance provenance = FamilyContext.provenance(
                longest.stream()
                        .map(probe -> probe.ids().sha256() + probe.links())
                        .toList(),
                longest.stream().map(ChainProbe::id).toList(),
                Map.of(
                        "chains", Integer.toString(plan.count()),
                        "hops", Integer.toString(plan.hops()),
                        "shots", Integer.toString(plan.shots())));
        List<String> axis = IntStream.rangeClosed(1, plan.hops())
                .mapToObj(Integer::toString)
                .toList();
        return Measured.of(name(), context.scored(DEFINITION, VERSION, provenance, reach, 0))
                .with(HeadCurves.HOPS, context.curves(CURVE_DEFINITION, axis, Arrays.asList(mass)))
                .with(
                        name(),
                        new Finding("of the retrieval problems the model solves " + String.join(", ", words), solved));
    }

    /** Whether the most likely token is the answer, then for each head the attention to each link. */
    private double[] values(ChainProbe probe) {
        int hops = probe.hops();
        int heads = context.heads().size();
        String name = "hops|" + VERSION + "|" + probe.ids().sha256() + "|" + probe.links();
        return context.measurements().kept("chains", name, probe.ids().size(), 1 + heads * hops, () -> {
            double[] values = new double[1 + heads * hops];
            Reduction.NextToken next = new Reduction.NextToken(probe.row());
            float best = context.measurements()
                    .model()
                    .forward(ForwardRequest.of(probe.ids(), CapturePlan.of(next)))
                    .get(next)
                    .at(0, 2);
            values[0] = (int) best == probe.ids().at(probe.ids().size() - 1) ? 1 : 0;
            context.measurements()
                    .patterns(
                            probe.ids(),
                            probe.row(),
                            (head, pattern) ->
                                    System.arraycopy(mass(probe, pattern), 0, values, 1 + head * hops, hops));
            return values;
        });
    }

    /** Attention of the query's row to the token after one link, two, ... */
    static double[] mass(ChainProbe probe, FloatMatrix pattern) {
        double[] mass = new double[probe.hops()];
        for (int link = 0; link < mass.length; link++) {
            for (int key : probe.links().get(link)) {
                mass[link] += pattern.at(0, key);
            }
        }
        return mass;
    }

    static int reach(double[] mass) {
        int reach = 0;
        for (int link = 0; link < mass.length; link++) {
            reach = mass[link] > REACHED ? link + 1 : reach;
        }
        return reach;
    }
}
