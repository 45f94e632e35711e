package io.plumbline.loadtests.stream;

import io.plumbline.schemas.Topics;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Every event by its id: when it was to be sent, whether the brokers took it, what came of it and when. Lost is an event that the
 * brokers acknowledged and whose verdict or dead letter is missing. Thread-safe.
 */
final class Ledger {
    private static final long NEVER = Long.MIN_VALUE;

    private final String prefix;
    private final TrafficKind[] kinds;
    private final long[] due;
    private final long[] answered;
    private final boolean[] acknowledged;
    private final boolean[] refused;
    private final int[] verdicts;
    private final int[] letters;
    private final int[] bodies;
    private long differing;
    private int sent;
    private int done;

    /**
     * Nothing has happened yet.
     *
     * @param run part of every id
     * @param due when each event is to be sent, as {@link System#nanoTime}
     * @param kinds what each is
     */
    Ledger(String run, long[] due, TrafficKind[] kinds) {
        this.prefix = run + "-";
        this.due = due.clone();
        this.kinds = kinds.clone();
        int size = due.length;
        answered = new long[size];
        Arrays.fill(answered, NEVER);
        acknowledged = new boolean[size];
        refused = new boolean[size];
        verdicts = new int[size];
        letters = new int[size];
        bodies = new int[size];
    }

    int size() {
        return due.length;
    }

    long due(int index) {
        return due[index];
    }

    TrafficKind kind(int index) {
        return kinds[index];
    }

    String id(int index) {
        return prefix + index;
    }

    synchronized void acknowledged(int index) {
        acknowledged[index] = true;
        sent++;
    }

    synchronized void refused(int index) {
        refused[index] = true;
    }

    /** Notes a verdict or a dead letter, whoever's it is. */
    synchronized void seen(ConsumerRecord<byte[], byte[]> record) {
        String key = record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8);
        if (!key.startsWith(prefix)) {
            return;
        }
        int index = Integer.parseInt(key.substring(prefix.length()));
        boolean before = isAnswered(index);
        if (record.topic().equals(Topics.VERDICTS)) {
            int hash = Arrays.hashCode(record.value());
            if (verdicts[index]++ > 0 && bodies[index] != hash) {
                differing++;
            }
            bodies[index] = hash;
        } else {
            letters[index]++;
        }
        if (!before && isAnswered(index)) {
            answered[index] = System.nanoTime();
            done++;
        }
    }

    /** A verdict that could not be made because of the service has a dead letter beside it; its kind did not ask for one. */
    private boolean isAnswered(int index) {
        return (verdicts[index] > 0 || !kinds[index].hasVerdict())
                && (letters[index] > 0 || !kinds[index].hasDeadLetter());
    }

    /** Events that the brokers took and that are without an answer. */
    synchronized int open() {
        return sent - done;
    }

    synchronized int answeredCount() {
        return done;
    }

    synchronized int acknowledgedCount() {
        return sent;
    }

    /** From when it was to be sent until its answer could be read, in nanoseconds; negative without an answer. */
    synchronized long latency(int index) {
        return answered[index] == NEVER ? -1 : answered[index] - due[index];
    }

    /**
     * The reckoning.
     *
     * @param due events that were to be sent
     * @param acknowledged events that the brokers took
     * @param refused events that the brokers refused, told to the producer
     * @param lost ids that were taken and have no answer, at most the first hundred
     * @param lostCount how many these are
     * @param twice verdicts and dead letters beyond one for each event
     * @param differing verdicts of one event with other bytes than the one before
     * @param letters dead letters
     * @param unwanted dead letters of events that are in order
     */
    record Reckoning(
            int due,
            int acknowledged,
            int refused,
            List<String> lost,
            int lostCount,
            int twice,
            long differing,
            int letters,
            int unwanted) {}

    synchronized Reckoning reckon() {
        List<String> lost = new ArrayList<>();
        int lostCount = 0;
        int refusals = 0;
        int twice = 0;
        int dead = 0;
        int unwanted = 0;
        for (int i = 0; i < due.length; i++) {
            if (acknowledged[i] && !isAnswered(i)) {
                lostCount++;
                if (lost.size() < 100) {
                    lost.add(id(i));
                }
            }
            refusals += refused[i] ? 1 : 0;
            twice += Math.max(0, verdicts[i] - 1) + Math.max(0, letters[i] - 1);
            dead += letters[i];
            unwanted += kinds[i].hasDeadLetter() ? 0 : letters[i];
        }
        return new Reckoning(due.length, sent, refusals, lost, lostCount, twice, differing, dead, unwanted);
    }
}
