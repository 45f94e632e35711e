package io.plumbline.standalone;

import io.plumbline.model.ErrorCode;
import io.plumbline.model.PlumblineException;
import io.plumbline.schemas.EventCodec;
import io.plumbline.schemas.EventException;
import io.plumbline.schemas.GenerationEvent;
import io.plumbline.schemas.Label;
import io.plumbline.schemas.MitigationEvent;
import io.plumbline.schemas.Outcome;
import io.plumbline.schemas.RecordHeaders;
import io.plumbline.schemas.Topics;
import io.plumbline.schemas.VerdictEvent;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Prints every verdict that appears on the topic, with the answer it is about, whoever sent that, and every repair. A plain consumer without a
 * group: it commits nothing and takes nothing from anybody.
 */
final class TrafficPrinter implements AutoCloseable {
    /** Answers kept in memory until their verdict comes. */
    private static final int PENDING_MAX = 1_000;

    private static final Duration POLL = Duration.ofMillis(200);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final EventCodec codec = new EventCodec();
    private final VerdictRenderer renderer;
    private final Palette palette;
    private final PrintStream out;
    private final Map<String, GenerationEvent> pending = new LinkedHashMap<>();
    private final Map<String, VerdictEvent> early = new LinkedHashMap<>();
    private final Map<String, Sample> expected = new ConcurrentHashMap<>();
    private final MitigationRenderer mitigations;
    private final Map<String, Integer> numbers = new LinkedHashMap<>();
    private final Set<String> toRepair = ConcurrentHashMap.newKeySet();
    private final Map<String, Integer> decisions = new ConcurrentSkipListMap<>();
    private final Tally tally = new Tally();
    private final Thread thread = new Thread(this::print, "plumbline-printer");
    private volatile boolean running = true;
    private volatile CountDownLatch remaining = new CountDownLatch(0);
    private volatile Optional<Throwable> died = Optional.empty();
    private long tokens;
    private long modelMs;
    private int printed;

    TrafficPrinter(String bootstrapServers, Palette palette, PrintStream out) {
        this.palette = palette;
        this.renderer = new VerdictRenderer(palette);
        this.mitigations = new MitigationRenderer(palette);
        this.out = out;
        consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers", bootstrapServers,
                        "enable.auto.commit", "false",
                        // with delivery exactly once only these count; other records always are
                        "isolation.level", "read_committed",
                        "auto.offset.reset", "earliest"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }

    /** Reads which events have a verdict already, then begins to print new ones. */
    Set<String> start() {
        List<TopicPartition> verdicts = partitions(Topics.VERDICTS);
        List<TopicPartition> generations = partitions(Topics.GENERATIONS);
        Set<String> judged = new HashSet<>();
        consumer.assign(verdicts);
        consumer.seekToBeginning(verdicts);
        Map<TopicPartition, Long> ends = consumer.endOffsets(verdicts);
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            for (ConsumerRecord<byte[], byte[]> one : consumer.poll(POLL)) {
                judged.add(key(one));
            }
        }
        Map<TopicPartition, Long> positions = new LinkedHashMap<>();
        verdicts.forEach(partition -> positions.put(partition, consumer.position(partition)));
        List<TopicPartition> fromNow = Stream.concat(generations.stream(), partitions(Topics.MITIGATIONS).stream())
                .toList();
        consumer.assign(Stream.concat(verdicts.stream(), fromNow.stream()).toList());
        positions.forEach(consumer::seek);
        consumer.seekToEnd(fromNow);
        fromNow.forEach(consumer::position);
        thread.setDaemon(true);
        thread.start();
        return judged;
    }

    /** Announces samples, so that their labels are shown. */
    void expect(List<Sample> samples) {
        remaining = new CountDownLatch(samples.size());
        samples.forEach(sample -> expected.put(sample.event().id(), sample));
    }

    /**
     * Waits for the verdicts of all samples, or until {@code stopping}.
     *
     * @throws PlumblineException {@link ErrorCode#INTERNAL} if the printing has died: no verdict would be seen any more
     */
    void awaitExpected(AtomicBoolean stopping) throws InterruptedException {
        while (!stopping.get() && !remaining.await(POLL.toMillis(), TimeUnit.MILLISECONDS)) {
            requirePrinting();
        }
    }

    /**
     * Waits for what becomes of the flagged samples, or until {@code ended} says that no more comes.
     *
     * @return whether all of it was seen
     * @throws PlumblineException {@link ErrorCode#INTERNAL} if the printing has died: no repair would be seen any more
     */
    boolean awaitRepairs(BooleanSupplier ended) throws InterruptedException {
        while (!toRepair.isEmpty() && !ended.getAsBoolean()) {
            requirePrinting();
            Thread.sleep(POLL.toMillis());
        }
        return toRepair.isEmpty();
    }

    private void requirePrinting() {
        died.ifPresent(cause -> {
            throw new PlumblineException(ErrorCode.INTERNAL, "the printing of the traffic has died: " + cause, cause);
        });
    }

    void summary() {
        if (tally.judged() > 0) {
            out.println("Sample traffic: " + tally + rate());
        }
        if (!decisions.isEmpty()) {
            out.println("Repairs: " + decisions);
        }
    }

    private List<TopicPartition> partitions(String topic) {
        return consumer.partitionsFor(topic).stream()
                .map(one -> new TopicPartition(one.topic(), one.partition()))
                .toList();
    }

    private static String key(ConsumerRecord<byte[], byte[]> one) {
        return one.key() == null ? "" : new String(one.key(), StandardCharsets.UTF_8);
    }

    // Errors too: whoever waits for what is printed must learn that nothing more comes
    @SuppressWarnings("CatchThrowable")
    private void print() {
        try {
            while (running) {
                for (ConsumerRecord<byte[], byte[]> one : consumer.poll(POLL)) {
                    handle(one);
                }
            }
        } catch (WakeupException e) {
            // close() asks to end
        } catch (Throwable e) {
            died = Optional.of(e);
            out.println(palette.bad("Nothing more is printed: " + e));
            throw e;
        } finally {
            consumer.close();
        }
    }

    private void handle(ConsumerRecord<byte[], byte[]> one) {
        if (one.value() == null) {
            return;
        }
        try {
            if (one.topic().equals(Topics.GENERATIONS)) {
                generation(codec.decode(GenerationEvent.class, one.value()));
            } else if (one.topic().equals(Topics.MITIGATIONS)) {
                show(codec.decode(MitigationEvent.class, one.value()));
            } else {
                VerdictEvent verdict = codec.decode(VerdictEvent.class, one.value());
                modelMs += number(one, RecordHeaders.MODEL_MS);
                if (verdict.outcome() instanceof Outcome.Scored scored) {
                    tokens += scored.counts().promptTokens()
                            + (long) scored.counts().responseTokens();
                }
                verdict(verdict);
            }
        } catch (EventException e) {
            out.println(palette.unsure("     a record on " + one.topic() + " is no event: " + e.kind()));
        }
    }

    private void generation(GenerationEvent event) {
        // the two topics are read independently: a verdict may be seen before its answer
        VerdictEvent verdict = early.remove(event.id());
        if (verdict == null) {
            bounded(pending, event.id(), event);
        } else {
            show(event, verdict);
        }
    }

    private void verdict(VerdictEvent verdict) {
        GenerationEvent event = Optional.ofNullable(expected.get(verdict.eventId()))
                .map(Sample::event)
                .orElse(pending.get(verdict.eventId()));
        if (event == null) {
            bounded(early, verdict.eventId(), verdict);
        } else {
            pending.remove(verdict.eventId());
            show(event, verdict);
        }
    }

    private static <T> void bounded(Map<String, T> map, String key, T value) {
        map.put(key, value);
        if (map.size() > PENDING_MAX) {
            map.remove(map.keySet().iterator().next());
        }
    }

    private void show(GenerationEvent event, VerdictEvent verdict) {
        Optional<Sample> sample = Optional.ofNullable(expected.remove(event.id()));
        Optional<Boolean> label = sample.flatMap(Sample::hallucinated);
        if (verdict.outcome() instanceof Outcome.Scored scored) {
            label.ifPresent(bad -> tally.add(bad, scored.label().equals(Label.HALLUCINATED)));
        }
        printed++;
        bounded(numbers, event.id(), printed);
        if (sample.isPresent()
                && verdict.outcome() instanceof Outcome.Scored scored
                && scored.label().equals(Label.HALLUCINATED)) {
            toRepair.add(event.id());
        }
        String origin = sample.map(s -> "  (" + s.origin() + ")").orElse("");
        out.println(palette.strong(printed + "  " + event.id()) + palette.faint(origin));
        out.println(renderer.render(event, verdict, label));
        if (sample.isPresent()) {
            out.println(palette.faint("     " + tally + rate()));
        }
        out.println();
        sample.ifPresent(s -> remaining.countDown());
    }

    private void show(MitigationEvent event) {
        String number = Optional.ofNullable(numbers.get(event.eventId()))
                .map(n -> n + "  ")
                .orElse("");
        out.println(palette.strong(number + event.eventId()) + palette.faint("  repair"));
        out.println(mitigations.render(event));
        out.println();
        decisions.merge(event.decision().name(), 1, Integer::sum);
        toRepair.remove(event.eventId());
    }

    private String rate() {
        return modelMs == 0
                ? ""
                : String.format(Locale.ROOT, "; %.0f tokens/s in the model", tokens * 1000.0 / modelMs);
    }

    private static long number(ConsumerRecord<byte[], byte[]> one, String name) {
        Header header = one.headers().lastHeader(name);
        try {
            return header == null ? 0 : Long.parseLong(new String(header.value(), StandardCharsets.UTF_8));
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    @Override
    public void close() throws InterruptedException {
        running = false;
        consumer.wakeup();
        thread.join(Duration.ofSeconds(5).toMillis());
    }
}
