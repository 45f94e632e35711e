package io.plumbline.embeddedkafka.testing;

import io.plumbline.embeddedkafka.EmbeddedKafka;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Holds every record that went in against every one that came out, of a packaged service that is killed again and again while it
 * works. Has a broker of its own; runs on it are told apart by their names, with which their keys begin.
 */
public final class CrashLedger implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(4);
    private static final long POLL_MS = 50;
    private static final byte[] POISON = {1, 2, 3};

    private final Service service;
    private final Path logs;
    private final EmbeddedKafka kafka;
    private final List<PackagedService> started = new ArrayList<>();

    /**
     * What is killed.
     *
     * @param jar the application's {@code quarkus-run.jar}
     * @param channel incoming, whose place in its group a new start takes over at once
     * @param in topic it reads
     * @param out topic it writes, with the keys of what it read
     * @param letters topic of its dead letters
     */
    public record Service(String jar, String channel, String in, String out, String letters) {}

    /**
     * What came of a run.
     *
     * @param results by key, in their order
     * @param letters dead letters of the one record that was no event
     */
    public record Outcome(Map<String, List<byte[]>> results, int letters) {
        /** Results of all keys. */
        public long written() {
            return results.values().stream().mapToLong(List::size).sum();
        }
    }

    /** Starts a broker. */
    public CrashLedger(Service service, Path logs) {
        this.service = service;
        this.logs = logs;
        this.kafka = EmbeddedKafka.builder().port(0).start();
    }

    /**
     * Sends all and one record that is none, starts the service, kills it while results come, starts it again, and so on; returns
     * once every key has a result.
     *
     * @param run its name
     * @param bodies by key; keys begin with the run's name
     * @param kills how often
     * @param settings of the service, such as the kind of delivery
     * @throws AssertionError if results do not come within minutes, or a kill came too late to cut anything off
     */
    public Outcome run(String run, Map<String, byte[]> bodies, int kills, Map<String, String> settings)
            throws Exception {
        try (TopicRecords records = new TopicRecords(kafka.bootstrapServers())) {
            for (Map.Entry<String, byte[]> body : bodies.entrySet()) {
                records.send(service.in(), body.getKey(), body.getValue());
            }
            records.send(service.in(), poison(run), POISON);
        }
        for (int kill = 1; kill <= kills; kill++) {
            PackagedService running = start(run, settings);
            int enough = Math.max(1, kill * bodies.size() / (kills + 2));
            await("results before kill " + kill, () -> results(run).size() >= enough);
            running.kill();
            if (results(run).size() >= bodies.size()) {
                throw new AssertionError("kill " + kill + " came after the work");
            }
        }
        PackagedService last = start(run, settings);
        await("a result for each key", () -> results(run).size() >= bodies.size() && letters(run) > 0);
        Outcome outcome = new Outcome(results(run), letters(run));
        last.close();
        System.out.println("ledger, " + run + ": " + bodies.size() + " in, " + kills + " kills, "
                + outcome.results().size() + " with a result, " + outcome.written() + " results out");
        return outcome;
    }

    private PackagedService start(String run, Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(settings);
        all.put("plumbline.delivery.instance", "ledger");
        all.put("mp.messaging.incoming." + service.channel() + ".group.instance.id", "ledger");
        all.put("mp.messaging.incoming." + service.channel() + ".auto.commit.interval.ms", "200");
        PackagedService running = PackagedService.start(
                service.jar(), kafka.bootstrapServers(), all, logs.resolve(run + "-" + started.size() + ".log"));
        started.add(running);
        return running;
    }

    private Map<String, List<byte[]>> results(String run) {
        return TopicRecords.committed(kafka.bootstrapServers(), service.out()).stream()
                .filter(one -> key(one).startsWith(run))
                .collect(Collectors.groupingBy(
                        CrashLedger::key,
                        HashMap::new,
                        Collectors.mapping(ConsumerRecord::value, Collectors.toList())));
    }

    private int letters(String run) {
        return (int) TopicRecords.committed(kafka.bootstrapServers(), service.letters()).stream()
                .filter(one -> TopicRecords.keyIs(one, poison(run)))
                .count();
    }

    private static String key(ConsumerRecord<byte[], byte[]> one) {
        return new String(one.key(), StandardCharsets.UTF_8);
    }

    private static String poison(String run) {
        return run + "-poison";
    }

    private static void await(String what, BooleanSupplier holds) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!holds.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("no " + what + " within " + PATIENCE);
            }
            Thread.sleep(POLL_MS);
        }
    }

    /** Ends what runs. */
    @Override
    public void close() throws InterruptedException {
        for (PackagedService one : started) {
            one.close();
        }
        kafka.close();
    }
}
