package io.plumbline.stages.replay;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import java.util.List;
import java.util.Optional;

/**
 * What became of one logged event; holds ids and hashes, no text of it.
 *
 * @param place where it lies in the log
 * @param event id of the event; empty if it is none
 * @param source application it came from; empty if not told
 * @param document hash of its passages: answers to the same ones are not independent
 * @param match of the first verdict with the recorded one
 * @param recorded the recorded verdict
 * @param verdicts one for each profile of the replay
 */
public record ReplayRow(
        String place,
        String event,
        String source,
        String document,
        Match match,
        Optional<Judged> recorded,
        List<Judged> verdicts) {
    private static final ObjectMapper JSON =
            JsonMapper.builder().addModule(new Jdk8Module()).build();

    /** How the first verdict of the replay stands to the recorded one. */
    public enum Match {
        /** Same id, same bytes. */
        EQUAL,
        /** Same id, other bytes: another environment, or a defect. */
        DIFFERENT,
        /** The stream left the event out, by a rule of admission: nothing to hold a verdict against. */
        LEFT_OUT,
        /** The event was judged, but by another profile or in another form. */
        OTHER_PROFILE,
        /** No verdict was recorded. */
        NOT_RECORDED,
        /** The record gets no verdict: it is no event, or its id was used before. None can have been recorded. */
        NO_VERDICT
    }

    public ReplayRow {
        verdicts = List.copyOf(verdicts);
    }

    String toJson() {
        try {
            return JSON.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a row can always be written", e);
        }
    }

    static ReplayRow parse(String line) {
        try {
            return JSON.readValue(line, ReplayRow.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("not a row of a replay: " + line, e);
        }
    }
}
