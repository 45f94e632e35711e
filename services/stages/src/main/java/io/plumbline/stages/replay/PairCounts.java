package io.plumbline.stages.replay;

import io.plumbline.statistics.GroupResampling;
import io.plumbline.statistics.PairedDifference;
import io.plumbline.statistics.RatioStatistic;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Two judgements of the same answers, counted. The interval is a bootstrap over documents (answers to the same passages are not
 * independent), both shares on the same resamples.
 */
final class PairCounts {
    private static final long SEED = 20_260_101;
    /** Documents times resamples: 80 MB. */
    private static final long WEIGHTS_MAX = 20_000_000;
    /** Applications listed by name. */
    private static final int SOURCES_MAX = 200;

    private static final String OTHERS = "(others)";
    private static final String UNNAMED = "(not told)";

    /** Two judgements of one answer. */
    record Pair(Judged first, Judged second) {
        boolean isScored() {
            return first.isScored() && second.isScored();
        }
    }

    private final String firstName;
    private final String secondName;
    private final Function<ReplayRow, Optional<Pair>> choose;
    private final Map<String, ReplayReport.Counts> sources = new TreeMap<>();
    private final Map<String, Integer> documents = new HashMap<>();
    private final List<ReplayReport.Flip> flips = new ArrayList<>();
    private ReplayReport.Counts total = ReplayReport.Counts.NONE;

    /** @param choose the two judgements of a row, if it has both */
    PairCounts(String firstName, String secondName, Function<ReplayRow, Optional<Pair>> choose) {
        this.firstName = firstName;
        this.secondName = secondName;
        this.choose = choose;
    }

    long scored() {
        return total.scored();
    }

    private Optional<Pair> pairOf(ReplayRow row) {
        return choose.apply(row).filter(Pair::isScored);
    }

    void add(ReplayRow row) {
        pairOf(row).ifPresent(pair -> {
            boolean first = pair.first().isFlagged();
            boolean second = pair.second().isFlagged();
            total = total.plus(first, second);
            String source = row.source().isEmpty() ? UNNAMED : row.source();
            String listed = sources.containsKey(source) || sources.size() < SOURCES_MAX ? source : OTHERS;
            sources.put(
                    listed,
                    sources.getOrDefault(listed, ReplayReport.Counts.NONE).plus(first, second));
            documents.putIfAbsent(row.document(), documents.size());
            if (first != second && flips.size() < ReplayReport.LISTED) {
                flips.add(new ReplayReport.Flip(
                        row.place(),
                        row.event(),
                        row.source(),
                        pair.first().probability().orElseThrow(),
                        pair.second().probability().orElseThrow(),
                        second));
            }
        });
    }

    /** Reads the rows once more, for the interval. */
    ReplayReport.Comparison comparison(Path directory, int resamples) {
        int drawn = (int) Math.max(1, Math.min(resamples, WEIGHTS_MAX / documents.size()));
        return new ReplayReport.Comparison(
                firstName, secondName, total, difference(directory, drawn), drawn, bySize(), List.copyOf(flips));
    }

    private Optional<PairedDifference> difference(Path directory, int resamples) {
        RatioStatistic first = new RatioStatistic(documents.size());
        RatioStatistic second = new RatioStatistic(documents.size());
        ReplayFiles.rows(directory, row -> pairOf(row).ifPresent(pair -> {
            int group = documents.getOrDefault(row.document(), 0);
            first.add(group, pair.first().isFlagged() ? 1 : 0, 1);
            second.add(group, pair.second().isFlagged() ? 1 : 0, 1);
        }));
        if (documents.size() < 2) {
            return Optional.empty();
        }
        GroupResampling resampling =
                GroupResampling.draw(Collections.nCopies(documents.size(), "log"), resamples, SEED);
        return PairedDifference.of(
                second.of(resampling.once()).orElseThrow(),
                first.of(resampling.once()).orElseThrow(),
                resampling.replicates(second),
                resampling.replicates(first));
    }

    private Map<String, ReplayReport.Counts> bySize() {
        Map<String, ReplayReport.Counts> sorted = new LinkedHashMap<>();
        sources.entrySet().stream()
                .sorted(Comparator.comparingLong((Map.Entry<String, ReplayReport.Counts> source) ->
                        -source.getValue().scored()))
                .forEach(source -> sorted.put(source.getKey(), source.getValue()));
        return sorted;
    }
}
