package io.plumbline.stages.replay;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import io.plumbline.schemas.CanonicalJson;
import io.plumbline.statistics.PairedDifference;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/**
 * What a replay found.
 *
 * @param job id of the replay
 * @param log what was replayed
 * @param profiles names and ids, in the order of the rows' verdicts
 * @param events judged
 * @param outcomes how many of each, by profile name
 * @param matches how the first profile's verdicts stand to the recorded ones
 * @param differing places of the first verdicts that have the recorded id and other bytes
 * @param comparisons recorded with first, where an event was judged by another profile; first with second
 */
public record ReplayReport(
        String job,
        String log,
        List<Named> profiles,
        long events,
        List<SortedMap<String, Long>> outcomes,
        SortedMap<ReplayRow.Match, Long> matches,
        List<String> differing,
        List<Comparison> comparisons) {
    /** Rows of each kind that are listed; all are in {@code rows.jsonl}. */
    public static final int LISTED = 200;

    /** A profile by name and id. */
    public record Named(String name, String id) {}

    /**
     * Two judgements of the same answers, over those that both scored.
     *
     * @param first name
     * @param second name
     * @param total over all sources
     * @param difference flagged share of the second minus that of the first; empty where too few answers are scored
     * @param resamples of the bootstrap, by document
     * @param sources by application, most answers first
     * @param flips answers with two labels, in the order of the log
     */
    public record Comparison(
            String first,
            String second,
            Counts total,
            Optional<PairedDifference> difference,
            int resamples,
            Map<String, Counts> sources,
            List<Flip> flips) {}

    /**
     * @param scored by both
     * @param firstFlagged of these
     * @param secondFlagged of these
     * @param toFlagged only the second flags
     * @param toSupported only the first flags
     */
    public record Counts(long scored, long firstFlagged, long secondFlagged, long toFlagged, long toSupported) {
        static final Counts NONE = new Counts(0, 0, 0, 0, 0);

        Counts plus(boolean first, boolean second) {
            return new Counts(
                    scored + 1,
                    firstFlagged + (first ? 1 : 0),
                    secondFlagged + (second ? 1 : 0),
                    toFlagged + (!first && second ? 1 : 0),
                    toSupported + (first && !second ? 1 : 0));
        }

        Counts plus(Counts other) {
            return new Counts(
                    scored + other.scored,
                    firstFlagged + other.firstFlagged,
                    secondFlagged + other.secondFlagged,
                    toFlagged + other.toFlagged,
                    toSupported + other.toSupported);
        }
    }

    /** An answer with two labels. */
    public record Flip(
            String place,
            String event,
            String source,
            double firstProbability,
            double secondProbability,
            boolean flagged) {}

    /**
     * Whether every event that was judged had a verdict of equal bytes recorded, and there are such. Those that a rule left out say
     * so in their recorded verdict; those that get none are none's difference.
     */
    public boolean provesEquality() {
        long equal = matches.getOrDefault(ReplayRow.Match.EQUAL, 0L);
        long notJudged = matches.getOrDefault(ReplayRow.Match.NO_VERDICT, 0L)
                + matches.getOrDefault(ReplayRow.Match.LEFT_OUT, 0L);
        return equal > 0 && equal + notJudged == events;
    }

    /** Canonical JSON: equal replays give equal bytes. */
    public String toJson() {
        try {
            byte[] json =
                    JsonMapper.builder().addModule(new Jdk8Module()).build().writeValueAsBytes(this);
            return new String(CanonicalJson.canonical(json), StandardCharsets.UTF_8);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a report can always be written", e);
        }
    }
}
