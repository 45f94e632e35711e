package io.plumbline.loadtests.stream;

import io.plumbline.embeddedkafka.TopicCreator;
import io.plumbline.schemas.EventCodec;
import io.plumbline.schemas.GenerationEvent;
import io.plumbline.schemas.TopicSpec;
import io.plumbline.schemas.Topics;
import io.plumbline.standalone.Sample;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * How many events a second the stream carries when the model costs nothing, beside a raw loop in the same run. Every peer is a
 * process of its own, stays warm, and has topics of its own; all use one broker in another process. In a round the peers take
 * turns: a peer's events are put on its topic while it waits, then it is let go. The rate is of the last four fifths of its
 * results, by their records' time stamps: the start of the round is not measured.
 */
final class Overhead implements AutoCloseable {
    private static final double MEASURED = 0.8;
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final Duration MARKERS = Duration.ofSeconds(10);
    private static final long POLL_MS = 100;
    private static final String HOLD = "hold";

    /**
     * What runs.
     *
     * @param name for people
     * @param arguments of {@link RawPeer}, its transform and delivery; empty for the service
     * @param delivery of the service
     */
    record Peer(String name, List<String> arguments, String delivery) {
        boolean isRaw() {
            return !arguments.isEmpty();
        }

        String in() {
            return "overhead.in." + name;
        }

        String out() {
            return "overhead.out." + name;
        }

        String group() {
            return isRaw() ? RawPeer.group(in()) : "plumbline-detector";
        }
    }

    /** In the order of the first round; each round begins with another one. */
    static final List<Peer> PEERS = List.of(
            new Peer("raw-copy", List.of("copy", "at-least-once"), ""),
            new Peer("raw", List.of("verdict", "at-least-once"), ""),
            new Peer("stream", List.of(), "at-least-once"),
            new Peer("raw-transactions", List.of("verdict", "exactly-once"), ""),
            new Peer("stream-exactly-once", List.of(), "exactly-once"));

    /**
     * One peer in one round.
     *
     * @param eventsPerSecond of the last four fifths
     * @param lost events without a result
     * @param twice results beyond one for each event
     */
    record Round(double eventsPerSecond, long lost, long twice) {}

    /** A peer and its measured rounds. */
    record PeerRounds(Peer peer, List<Round> rounds) {
        double[] rates() {
            return rounds.stream().mapToDouble(Round::eventsPerSecond).toArray();
        }
    }

    private final Path directory;
    private final Path stub;
    private final Consumer<String> progress;
    private final ForkedBroker broker;
    private final List<Running> running = new ArrayList<>();

    /** A peer that runs. */
    private record Running(
            Peer peer, Optional<ForkedJvm> raw, Optional<ForkedDetector> service, Path log, TopicTail out) {
        void close() {
            out.close();
            raw.ifPresent(ForkedJvm::close);
            service.ifPresent(ForkedDetector::close);
        }
    }

    /**
     * Starts the broker.
     *
     * @param directory for data and logs
     * @param stub the packaged stub detector
     * @param progress is told what happens
     */
    Overhead(Path directory, Path stub, Consumer<String> progress) throws InterruptedException {
        this.directory = directory;
        this.stub = stub;
        this.progress = progress;
        this.broker = new ForkedBroker(directory.resolve("kafka"), directory.resolve("broker.log"), Optional.empty());
        broker.start();
    }

    /**
     * All rounds of all peers; the first, in which they get warm, is left out.
     *
     * @param events of a round
     */
    List<PeerRounds> run(List<Peer> peers, int rounds, int events) throws IOException, InterruptedException {
        List<PeerRounds> results = new ArrayList<>();
        for (Peer peer : peers) {
            running.add(start(peer));
            results.add(new PeerRounds(peer, new ArrayList<>()));
        }
        for (int round = 0; round <= rounds; round++) {
            for (int turn = 0; turn < peers.size(); turn++) {
                int which = (round + turn) % peers.size();
                Round result = round(running.get(which), round, events);
                progress.accept(String.format(
                        Locale.ROOT,
                        "round %d%s %s: %.0f events/s, %d lost, %d twice",
                        round,
                        round == 0 ? " (to get warm)" : "",
                        peers.get(which).name(),
                        result.eventsPerSecond(),
                        result.lost(),
                        result.twice()));
                if (round > 0) {
                    results.get(which).rounds().add(result);
                }
            }
        }
        return results;
    }

    private Running start(Peer peer) throws InterruptedException {
        TopicCreator.ensure(
                broker.bootstrap(),
                List.of(topic(peer.in(), Topics.GENERATIONS), topic(peer.out(), Topics.VERDICTS)),
                1,
                PATIENCE);
        Path log = directory.resolve(peer.name() + ".log");
        TopicTail out = new TopicTail(broker.bootstrap(), List.of(peer.out()));
        if (peer.isRaw()) {
            List<String> arguments = new ArrayList<>(List.of("-Xmx512m", "-XX:+UseSerialGC"));
            arguments.addAll(ForkedJvm.ownClassPath());
            arguments.addAll(List.of(RawPeer.class.getName(), broker.bootstrap(), peer.in(), peer.out()));
            arguments.addAll(peer.arguments());
            return new Running(
                    peer,
                    Optional.of(ForkedJvm.start(peer.name(), log, Map.of(), arguments)),
                    Optional.empty(),
                    log,
                    out);
        }
        ForkedDetector service = ForkedDetector.start(new ForkedDetector.Settings(
                stub,
                broker.bootstrap(),
                log,
                List.of("-Xmx512m", "-XX:+UseSerialGC"),
                Map.of(
                        "plumbline.delivery", peer.delivery(),
                        "plumbline.detection.mitigation-requests", "false",
                        "plumbline.stub.hold", directory.resolve(HOLD).toString(),
                        "mp.messaging.incoming.detector-generations-in.topic", peer.in(),
                        "mp.messaging.incoming.detector-generations-in.group.id", peer.group() + "-" + peer.name(),
                        "mp.messaging.outgoing.detector-verdicts-out.topic", peer.out()),
                Map.of()));
        service.awaitReady();
        return new Running(peer, Optional.empty(), Optional.of(service), log, out);
    }

    /** As the topic that stands in the model's way, under another name. */
    private static TopicSpec topic(String name, String like) {
        TopicSpec model = Topics.all().stream()
                .filter(topic -> topic.name().equals(like))
                .findFirst()
                .orElseThrow();
        return new TopicSpec(name, model.partitions(), model.retention(), model.bytesMax());
    }

    private Round round(Running peer, int round, int events) throws IOException, InterruptedException {
        String prefix = peer.peer().name() + "-" + round + "-";
        Path hold = directory.resolve(HOLD);
        long done = ForkedJvm.count(peer.log(), "done");
        if (peer.service().isPresent()) {
            Files.writeString(hold, "");
        }
        feed(peer.peer(), prefix, events);
        Files.deleteIfExists(hold);
        if (peer.raw().isPresent()) {
            ForkedJvm process = peer.raw().get();
            process.tell("go " + events);
            process.await("done with a round", PATIENCE, () -> ForkedJvm.count(peer.log(), "done") > done);
        } else {
            awaitCommitted(peer.peer());
        }
        return read(peer, prefix, events);
    }

    /** For a service one event more, in front, that waits. */
    private void feed(Peer peer, String prefix, int events) {
        EventCodec codec = new EventCodec();
        List<GenerationEvent> samples =
                Sample.bundled().stream().map(Sample::event).toList();
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrap(), "acks", "all", "linger.ms", 20, "batch.size", 1 << 18),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            if (!peer.isRaw()) {
                GenerationEvent like = samples.get(0);
                send(producer, codec, peer, prefix + HOLD, like, "HOLD " + like.response());
                producer.flush();
            }
            for (int i = 0; i < events; i++) {
                GenerationEvent like = samples.get(i % samples.size());
                send(producer, codec, peer, prefix + i, like, like.response());
            }
        }
    }

    private static void send(
            KafkaProducer<byte[], byte[]> producer,
            EventCodec codec,
            Peer peer,
            String id,
            GenerationEvent like,
            String response) {
        byte[] body = codec.encode(GenerationEvent.of(id, like.question(), like.passages(), response));
        var unused = producer.send(new ProducerRecord<>(peer.in(), id.getBytes(StandardCharsets.UTF_8), body));
    }

    private void awaitCommitted(Peer peer) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        try (GroupLag lag = new GroupLag(broker.bootstrap(), peer.group() + "-" + peer.name(), peer.in())) {
            OptionalLong left = lag.now();
            while (left.isEmpty() || left.getAsLong() > 0) {
                if (System.nanoTime() - end > 0) {
                    throw new IllegalStateException(peer.name() + ": " + left + " events after " + PATIENCE);
                }
                Thread.sleep(POLL_MS);
                left = lag.now();
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("the broker does not answer", e);
        }
    }

    private static Round read(Running peer, String prefix, int events) {
        int[] seen = new int[events];
        List<Long> times = new ArrayList<>(events);
        Consumer<ConsumerRecord<byte[], byte[]>> each = record -> {
            String key = new String(record.key(), StandardCharsets.UTF_8);
            if (key.startsWith(prefix) && !key.endsWith(HOLD)) {
                seen[Integer.parseInt(key.substring(prefix.length()))]++;
                times.add(record.timestamp());
            }
        };
        peer.out().drain(each);
        // what is committed is not seen at once: the brokers write a transaction's marker later
        long end = System.nanoTime() + MARKERS.toNanos();
        while (times.size() < events && System.nanoTime() < end) {
            peer.out().poll(each);
        }
        long[] sorted = times.stream().mapToLong(Long::longValue).sorted().toArray();
        int from = (int) Math.round(sorted.length * (1 - MEASURED));
        double seconds = (sorted[sorted.length - 1] - sorted[from]) / 1000.0;
        return new Round(
                (sorted.length - 1 - from) / seconds,
                Arrays.stream(seen).filter(count -> count == 0).count(),
                Arrays.stream(seen)
                        .filter(count -> count > 1)
                        .map(count -> count - 1)
                        .sum());
    }

    @Override
    public void close() {
        running.forEach(Running::close);
        broker.close();
    }
}
