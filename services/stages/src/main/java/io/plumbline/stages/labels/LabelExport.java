package io.plumbline.stages.labels;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.plumbline.schemas.CanonicalJson;
import io.plumbline.schemas.EventCodec;
import io.plumbline.schemas.EventException;
import io.plumbline.schemas.GenerationEvent;
import io.plumbline.schemas.Ids;
import io.plumbline.schemas.LabelEvent;
import io.plumbline.schemas.LabelSpan;
import io.plumbline.schemas.Passage;
import io.plumbline.schemas.Source;
import io.plumbline.schemas.Topics;
import io.plumbline.stages.kafka.TopicRange;
import java.time.Instant;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Joins labels with the answers they are about, as rows that {@code calibrate} and {@code evaluate} read.
 *
 * <p>Guarantees. A label meets exactly the text that was judged: the verdict's id is a hash of it, and is computed again. Of each
 * annotator the last word counts, of several annotators the majority; where they are divided there is no row. An answer has one row,
 * however many verdicts on it were labelled. In memory: the labels. Rows name no annotator and hold no comment.
 */
public final class LabelExport {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<String, Object> client;
    private final EventCodec codec = new EventCodec();

    /** What became of an answer that somebody labelled. */
    public enum Fate {
        /** A row. */
        WRITTEN,
        /** A row, but marked words lie outside the answer and were left out. */
        SPANS_LEFT_OUT,
        /** As many say so as not. */
        DIVIDED,
        /** It has no passages to be held against. */
        NO_CONTEXT,
        /** Its text is no longer on the topic, or was never this. */
        TEXT_GONE
    }

    /**
     * Which labels.
     *
     * @param tenant only this one's; all without
     * @param since said at this time or later
     */
    public record Filter(Optional<String> tenant, Optional<Instant> since) {}

    private record Key(String tenant, String eventId) {}

    /** @param client how to reach the brokers, in Kafka's own names; {@code bootstrap.servers} at least */
    public LabelExport(Map<String, Object> client) {
        this.client = Map.copyOf(client);
    }

    /**
     * Hands over rows, each a line of JSON without a line break.
     *
     * @return labelled answers by what became of them
     */
    public Map<Fate, Integer> run(Filter filter, Consumer<String> rows) {
        Map<Key, Statements> said = said(filter);
        Map<Fate, Integer> fates = new EnumMap<>(Fate.class);
        try (TopicRange range = TopicRange.open(client, Topics.GENERATIONS, TopicRange.Limits.NONE)) {
            range.forEach(record -> {
                generation(record).ifPresent(event -> {
                    Key key = new Key(event.tenant(), event.id());
                    Statements statements = said.get(key);
                    if (statements != null && isAbout(statements, event, body(record))) {
                        // a second delivery of the same text is no second answer
                        said.remove(key);
                        fates.merge(write(event, statements, rows), 1, Integer::sum);
                    }
                });
                return true;
            });
        }
        if (!said.isEmpty()) {
            fates.put(Fate.TEXT_GONE, said.size());
        }
        return fates;
    }

    private Map<Key, Statements> said(Filter filter) {
        Map<Key, Statements> said = new LinkedHashMap<>();
        TopicRange.Limits limits =
                new TopicRange.Limits(filter.since(), Optional.empty(), OptionalLong.empty(), OptionalLong.empty());
        try (TopicRange range = TopicRange.open(client, Topics.LABELS, limits)) {
            range.forEach(record -> {
                label(record)
                        .filter(label -> filter.tenant()
                                .filter(wanted -> !wanted.equals(label.tenant()))
                                .isEmpty())
                        .ifPresent(label -> said.computeIfAbsent(
                                        new Key(label.tenant(), label.eventId()), none -> new Statements())
                                .add(label));
                return true;
            });
        }
        return said;
    }

    private static byte[] body(ConsumerRecord<byte[], byte[]> record) {
        return Objects.requireNonNullElse(record.value(), new byte[0]);
    }

    private Optional<LabelEvent> label(ConsumerRecord<byte[], byte[]> record) {
        try {
            return Optional.of(codec.decode(LabelEvent.class, body(record)));
        } catch (EventException e) {
            return Optional.empty();
        }
    }

    private Optional<GenerationEvent> generation(ConsumerRecord<byte[], byte[]> record) {
        try {
            return Optional.of(codec.decode(GenerationEvent.class, body(record)));
        } catch (EventException e) {
            return Optional.empty();
        }
    }

    private static boolean isAbout(Statements statements, GenerationEvent event, byte[] body) {
        String hash = CanonicalJson.hash(body);
        return statements.all().stream().allMatch(label -> label.profileId()
                .filter(profile ->
                        Ids.verdictId(event.tenant(), event.id(), hash, profile).equals(label.verdictId()))
                .isPresent());
    }

    private static Fate write(GenerationEvent event, Statements statements, Consumer<String> rows) {
        Optional<Boolean> hallucinated = statements.hallucinated();
        if (hallucinated.isEmpty()) {
            return Fate.DIVIDED;
        }
        if (event.passages().isEmpty()) {
            return Fate.NO_CONTEXT;
        }
        int length = event.response().codePointCount(0, event.response().length());
        List<LabelSpan> marked = hallucinated.get() ? statements.spans() : List.of();
        List<LabelSpan> inside =
                marked.stream().filter(span -> span.end() <= length).toList();
        rows.accept(row(event, hallucinated.get(), inside));
        return inside.size() == marked.size() ? Fate.WRITTEN : Fate.SPANS_LEFT_OUT;
    }

    private static String row(GenerationEvent event, boolean hallucinated, List<LabelSpan> spans) {
        ObjectNode row = JSON.createObjectNode();
        boolean own = event.tenant().equals(Source.DEFAULT_TENANT);
        row.put("id", own ? event.id() : event.tenant() + "/" + event.id());
        event.question().ifPresentOrElse(text -> row.put("question", text), () -> row.putNull("question"));
        ArrayNode contexts = row.putArray("contexts");
        for (Passage passage : event.passages()) {
            ObjectNode context = contexts.addObject();
            passage.title().ifPresent(title -> context.put("title", title));
            context.put("text", passage.text());
        }
        String response = event.response();
        row.put("response", response);
        event.generator().model().ifPresent(model -> row.put("generator", model));
        ArrayNode labels = row.putArray("labels");
        for (LabelSpan span : spans) {
            labels.addObject()
                    .put("start", span.start())
                    .put("end", span.end())
                    .put(
                            "text",
                            response.substring(
                                    response.offsetByCodePoints(0, span.start()),
                                    response.offsetByCodePoints(0, span.end())));
        }
        row.put("hallucinated", hallucinated);
        row.put("source", Topics.LABELS);
        try {
            return JSON.writeValueAsString(row);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree can always be written", e);
        }
    }
}
