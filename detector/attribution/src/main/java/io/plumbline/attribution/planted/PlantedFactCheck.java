package io.plumbline.attribution.planted;

import io.plumbline.attribution.Attribution;
import io.plumbline.attribution.AttributionMethod;
import io.plumbline.attribution.AttributionProgress;
import io.plumbline.attribution.Attributor;
import io.plumbline.attribution.ContextSentence;
import io.plumbline.attribution.SpanAttribution;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Tries methods on planted facts, fact by fact in turn, so that what else the machine does falls on all of them
 * alike.
 */
public final class PlantedFactCheck {
    private final Attributor attributor;

    public PlantedFactCheck(Attributor attributor) {
        this.attributor = attributor;
    }

    /** @param progress is told of passes; {@link AttributionProgress#start} once for each fact and method */
    public PlantedFactReport run(
            List<PlantedFact> facts, List<AttributionMethod> methods, AttributionProgress progress) {
        Map<AttributionMethod, Sums> sums = new EnumMap<>(AttributionMethod.class);
        methods.forEach(method -> sums.put(method, new Sums()));
        for (PlantedFact fact : facts) {
            sums.forEach((method, sum) -> {
                long start = System.nanoTime();
                Attribution found = attributor.attribute(fact.example(), List.of(fact.value()), method, progress);
                sum.add(fact, found, System.nanoTime() - start);
            });
        }
        List<PlantedFactReport.Row> rows = new ArrayList<>();
        sums.forEach((method, sum) -> rows.add(sum.row(method, facts.size())));
        return new PlantedFactReport(facts.size(), rows);
    }

    /** The place of the planted sentence in a ranking, from 0. */
    private static int rank(ContextSentence planted, SpanAttribution ranking) {
        for (int i = 0; i < ranking.ranked().size(); i++) {
            if (ranking.ranked().get(i).sentence().equals(planted)) {
                return i;
            }
        }
        return ranking.ranked().size();
    }

    private static final class Sums {
        private int top1;
        private int top1OfValue;
        private int top3;
        private double share;
        private long passes;
        private long tokens;
        private long reused;
        private long nanos;

        void add(PlantedFact fact, Attribution found, long took) {
            ContextSentence planted = found.sentences().get(fact.sentence());
            int rank = rank(planted, found.answer());
            top1 += rank == 0 ? 1 : 0;
            top3 += rank < 3 ? 1 : 0;
            top1OfValue += rank(planted, found.spans().get(0)) == 0 ? 1 : 0;
            share += found.answer().ranked().get(rank).share();
            passes += found.cost().passes();
            tokens += found.cost().tokens();
            reused += found.cost().reusedTokens();
            nanos += took;
        }

        PlantedFactReport.Row row(AttributionMethod method, int facts) {
            return new PlantedFactReport.Row(
                    method,
                    top1,
                    top1OfValue,
                    top3,
                    share / facts,
                    passes,
                    tokens,
                    reused,
                    Duration.ofNanos(nanos).toMillis());
        }
    }
}
