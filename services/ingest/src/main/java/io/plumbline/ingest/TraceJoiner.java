package io.plumbline.ingest;

import io.plumbline.schemas.GenerationEvent;
import io.plumbline.schemas.Passage;
import io.plumbline.schemas.Source;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Gives answers the passages that were retrieved for them: those of retrieval spans of the same trace that began before the
 * answer's span did, whichever arrives first.
 *
 * <p>An answer leaves the window once the trace's root has ended and something was retrieved for it, else after the
 * configured wait, else when the window is full and its trace is the oldest. It leaves with what is there; without anything
 * it is an event without context, which the detector answers with the abstention {@code NO_CONTEXT}. None is lost. A
 * span that comes again while its trace is remembered is passed over. Thread-safe; time is the caller's.
 */
public final class TraceJoiner {
    /** What a span or an answer costs beside its text. */
    private static final int OVERHEAD_BYTES = 512;

    private final JoinLimits limits;
    private final Map<Key, Trace> traces = new LinkedHashMap<>();
    private long bytes;

    private record Key(String tenant, String traceId) {}

    private record Waiting(Finding.Chat chat, Instant since, Runnable published) {}

    private static final class Trace {
        final Instant since;
        final List<Waiting> waiting = new ArrayList<>();
        final List<Finding.Retrieval> retrievals = new ArrayList<>();
        final Set<String> spans = new HashSet<>();
        boolean rootSeen;
        long bytes;

        Trace(Instant since) {
            this.since = since;
        }
    }

    /** Why an answer left. */
    public enum Exit {
        /** With passages. */
        JOINED,
        /** Nothing was retrieved for it within the wait, but its own messages hold tool results or passages. */
        OWN_CONTEXT,
        /** Nothing was there for it within the wait. */
        NO_CONTEXT,
        /** The window was full; what was retrieved until then goes with it. */
        EVICTED
    }

    /**
     * An answer that left.
     *
     * @param published to be run once the event is safe
     */
    public record Joined(GenerationEvent event, Exit exit, String traceParent, Runnable published) {}

    public TraceJoiner(JoinLimits limits) {
        this.limits = limits;
    }

    /**
     * Takes findings of one request in.
     *
     * @param roots traces whose root span has come
     * @param published run once for each answer of {@code findings}: by whoever has made safe what left, or at once if
     *     the answer was known already
     * @return what leaves because of it, in order of arrival within a trace
     */
    public synchronized Offered offer(
            String tenant, List<Finding> findings, Set<String> roots, Instant now, Runnable published) {
        int repetitions = 0;
        Set<Key> touched = new LinkedHashSet<>();
        for (Finding finding : findings) {
            if (finding instanceof Finding.Chat || finding instanceof Finding.Retrieval) {
                Key key = new Key(tenant, finding.traceId());
                touched.add(key);
                if (!add(traces.computeIfAbsent(key, absent -> new Trace(now)), finding, now, published)) {
                    repetitions++;
                    if (finding instanceof Finding.Chat chat) {
                        chat.events().forEach(event -> published.run());
                    }
                }
            }
        }
        for (String root : roots) {
            Key key = new Key(tenant, root);
            Trace trace = traces.get(key);
            if (trace != null) {
                trace.rootSeen = true;
                touched.add(key);
            }
        }
        List<Joined> left = new ArrayList<>();
        touched.forEach(key -> leaveIfDue(key, Objects.requireNonNull(traces.get(key)), now, left));
        while (traces.size() > limits.tracesMax() || bytes > limits.bytesMax()) {
            Iterator<Map.Entry<Key, Trace>> oldest = traces.entrySet().iterator();
            Map.Entry<Key, Trace> evicted = oldest.next();
            oldest.remove();
            bytes -= evicted.getValue().bytes;
            for (Waiting waiting : evicted.getValue().waiting) {
                leave(evicted.getKey(), evicted.getValue(), waiting, Optional.of(Exit.EVICTED), left);
            }
        }
        return new Offered(left, repetitions);
    }

    /**
     * What came of an offer.
     *
     * @param left answers that leave
     * @param repetitions spans that were known already
     */
    public record Offered(List<Joined> left, int repetitions) {
        public Offered {
            left = List.copyOf(left);
        }
    }

    private boolean add(Trace trace, Finding finding, Instant now, Runnable published) {
        long size;
        if (finding instanceof Finding.Chat chat) {
            if (!trace.spans.add(chat.spanId())) {
                return false;
            }
            trace.waiting.add(new Waiting(chat, now, published));
            size = chat.events().stream().mapToLong(TraceJoiner::size).sum();
        } else if (finding instanceof Finding.Retrieval retrieval) {
            if (!trace.spans.add(retrieval.spanId())) {
                return false;
            }
            trace.retrievals.add(retrieval);
            size = retrieval.passages().stream()
                    .mapToLong(passage -> 2L * passage.text().length())
                    .sum();
        } else {
            return false;
        }
        trace.bytes += size + OVERHEAD_BYTES;
        bytes += size + OVERHEAD_BYTES;
        return true;
    }

    /** What leaves by now, in order of arrival within a trace; to be called often. */
    public synchronized List<Joined> due(Instant now) {
        List<Joined> left = new ArrayList<>();
        Iterator<Map.Entry<Key, Trace>> entries = traces.entrySet().iterator();
        while (entries.hasNext()) {
            Map.Entry<Key, Trace> entry = entries.next();
            Trace trace = entry.getValue();
            leaveIfDue(entry.getKey(), trace, now, left);
            if (trace.waiting.isEmpty() && !now.isBefore(trace.since.plus(limits.ageMax()))) {
                bytes -= trace.bytes;
                entries.remove();
            }
        }
        return left;
    }

    private void leaveIfDue(Key key, Trace trace, Instant now, List<Joined> left) {
        trace.waiting.removeIf(waiting -> {
            boolean due = !now.isBefore(waiting.since().plus(limits.patience()))
                    || (trace.rootSeen && !retrieved(trace, waiting.chat()).isEmpty());
            if (due) {
                leave(key, trace, waiting, Optional.empty(), left);
            }
            return due;
        });
    }

    /** Everything that waits, because the process ends. */
    public synchronized List<Joined> drain() {
        List<Joined> left = new ArrayList<>();
        traces.forEach((key, trace) -> {
            trace.waiting.forEach(waiting -> leave(key, trace, waiting, Optional.of(Exit.EVICTED), left));
            trace.waiting.clear();
        });
        return left;
    }

    /** Traces held. */
    public synchronized int traces() {
        return traces.size();
    }

    /** Bytes held, estimated. */
    public synchronized long bytes() {
        return bytes;
    }

    private static List<Passage> retrieved(Trace trace, Finding.Chat chat) {
        ChatMessages passages = new ChatMessages();
        Set<String> texts = new HashSet<>();
        List<Finding.Retrieval> inOrder = trace.retrievals.stream()
                .sorted(Comparator.comparing(Finding.Retrieval::start).thenComparing(Finding.Retrieval::spanId))
                .toList();
        for (Finding.Retrieval retrieval : inOrder) {
            if (retrieval.start().isBefore(chat.start())) {
                for (Passage passage : retrieval.passages()) {
                    if (texts.add(passage.text())) {
                        passages.passage(Optional.of(passage.id()), passage.title(), passage.text());
                    }
                }
            }
        }
        return passages.passages();
    }

    private static void leave(Key key, Trace trace, Waiting waiting, Optional<Exit> forced, List<Joined> left) {
        List<Passage> retrieved = retrieved(trace, waiting.chat());
        for (GenerationEvent event : waiting.chat().events()) {
            ChatMessages passages = new ChatMessages();
            for (Passage passage : concat(event.passages(), retrieved)) {
                passages.passage(Optional.of(passage.id()), passage.title(), passage.text());
            }
            boolean ownContext =
                    !event.passages().isEmpty() || !event.toolResults().isEmpty();
            Exit exit =
                    forced.orElse(!retrieved.isEmpty() ? Exit.JOINED : ownContext ? Exit.OWN_CONTEXT : Exit.NO_CONTEXT);
            left.add(new Joined(
                    event.withPassages(passages.passages())
                            .withSource(new Source(event.source().app(), Optional.of(key.tenant()))),
                    exit,
                    "00-" + key.traceId() + "-" + waiting.chat().spanId() + "-01",
                    waiting.published()));
        }
    }

    private static List<Passage> concat(List<Passage> first, List<Passage> second) {
        return Stream.concat(first.stream(), second.stream()).toList();
    }

    private static long size(GenerationEvent event) {
        long characters =
                (long) event.response().length() + event.question().orElse("").length();
        characters += event.conversation().stream()
                .mapToLong(turn -> turn.content().length())
                .sum();
        characters += event.toolResults().stream()
                .mapToLong(tool -> tool.content().length())
                .sum();
        characters += event.passages().stream()
                .mapToLong(passage -> passage.text().length())
                .sum();
        return 2 * characters;
    }
}
