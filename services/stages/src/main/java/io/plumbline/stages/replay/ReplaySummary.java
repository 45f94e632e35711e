package io.plumbline.stages.replay;

import io.plumbline.stages.replay.ReplayReport.Named;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Makes the report from the rows of a finished replay; reads them twice, keeps counts. */
public final class ReplaySummary {
    private static final String RECORDED = "recorded";

    private ReplaySummary() {}

    /**
     * The report.
     *
     * @param directory of the replay
     * @param job its id
     * @param log what was replayed, for people
     * @param profiles in the replay's order
     * @param resamples of the bootstrap
     */
    public static ReplayReport of(Path directory, String job, String log, List<Named> profiles, int resamples) {
        long[] events = {0};
        List<SortedMap<String, Long>> outcomes = new ArrayList<>();
        profiles.forEach(profile -> outcomes.add(new TreeMap<>()));
        SortedMap<ReplayRow.Match, Long> matches = new TreeMap<>();
        List<String> differing = new ArrayList<>();
        PairCounts withRecorded = new PairCounts(RECORDED, profiles.get(0).name(), ReplaySummary::recordedByAnother);
        Optional<PairCounts> withSecond = profiles.size() < 2
                ? Optional.empty()
                : Optional.of(
                        new PairCounts(profiles.get(0).name(), profiles.get(1).name(), ReplaySummary::both));
        ReplayFiles.rows(directory, row -> {
            events[0]++;
            for (int i = 0; i < row.verdicts().size(); i++) {
                outcomes.get(i).merge(row.verdicts().get(i).outcome(), 1L, Long::sum);
            }
            matches.merge(row.match(), 1L, Long::sum);
            if (row.match() == ReplayRow.Match.DIFFERENT && differing.size() < ReplayReport.LISTED) {
                differing.add(row.place());
            }
            withRecorded.add(row);
            withSecond.ifPresent(pair -> pair.add(row));
        });
        List<ReplayReport.Comparison> comparisons = new ArrayList<>();
        for (PairCounts pair :
                withSecond.map(second -> List.of(withRecorded, second)).orElse(List.of(withRecorded))) {
            if (pair.scored() > 0) {
                comparisons.add(pair.comparison(directory, resamples));
            }
        }
        return new ReplayReport(job, log, profiles, events[0], outcomes, matches, differing, comparisons);
    }

    private static Optional<PairCounts.Pair> recordedByAnother(ReplayRow row) {
        return row.recorded()
                .filter(recorded -> row.match() == ReplayRow.Match.OTHER_PROFILE)
                .map(recorded -> new PairCounts.Pair(recorded, row.verdicts().get(0)));
    }

    private static Optional<PairCounts.Pair> both(ReplayRow row) {
        return Optional.of(
                new PairCounts.Pair(row.verdicts().get(0), row.verdicts().get(1)));
    }
}
