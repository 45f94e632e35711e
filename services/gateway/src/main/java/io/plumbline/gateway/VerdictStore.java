package io.plumbline.gateway;

import io.plumbline.stages.MetricNames;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

/**
 * The latest verdicts, bounded by number, bytes and age, oldest generation dropped first; remembers the names of a
 * bounded number of dropped ones. Verdicts are kept as the bytes of the topic. Thread-safe; O(1) per call but for the
 * waiters of one generation.
 */
@ApplicationScoped
public class VerdictStore {
    /** What one entry costs beside its bytes: keys, map nodes, hashes. */
    private static final int ENTRY_OVERHEAD_BYTES = 512;
    /** Names of dropped generations remembered for each one held. */
    private static final int DROPPED_PER_HELD = 5;

    private final int generationsMax;
    private final long bytesMax;
    private final Duration ageMax;
    private final int waitersMax;
    private final RecentErasures erasures;
    private final Clock clock;

    private final Map<GenerationKey, Map<String, StoredVerdict>> verdicts = new LinkedHashMap<>();
    private final Map<GenerationKey, Instant> arrivals = new LinkedHashMap<>();
    private final Set<GenerationKey> dropped = new LinkedHashSet<>();
    private final Map<GenerationKey, List<Waiter>> waiters = new LinkedHashMap<>();
    private long bytes;
    private int waiting;

    /**
     * A verdict as it was read.
     *
     * @param verdictId a later one with the same id replaces it
     * @param profileName of the profile that judged
     * @param profileId of that profile, empty if it was unknown
     * @param recorded time of the record
     * @param body bytes of the record's value
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared; a copy per read would double the memory
    record StoredVerdict(
            String verdictId, String profileName, Optional<String> profileId, Instant recorded, byte[] body) {
        boolean isOf(String profile) {
            return profileName.equals(profile)
                    || profileId.filter(profile::equals).isPresent();
        }
    }

    @Inject
    public VerdictStore(GatewayConfig config, RecentErasures erasures, GatewayMetrics metrics) {
        this(
                config.verdicts().generationsMax(),
                config.verdicts().bytesMax(),
                config.verdicts().ageMax(),
                config.verdicts().waitersMax(),
                erasures,
                Clock.systemUTC());
        metrics.gauge(MetricNames.GATEWAY_STORE_GENERATIONS, this::size);
        metrics.gauge(MetricNames.GATEWAY_STORE_SIZE_BYTES, this::bytes);
        metrics.gauge(MetricNames.GATEWAY_WAITERS_REQUESTS, this::waiting);
    }

    VerdictStore(
            int generationsMax, long bytesMax, Duration ageMax, int waitersMax, RecentErasures erasures, Clock clock) {
        this.generationsMax = generationsMax;
        this.bytesMax = bytesMax;
        this.ageMax = ageMax;
        this.waitersMax = waitersMax;
        this.erasures = erasures;
        this.clock = clock;
    }

    /**
     * Adds a verdict, or replaces the one with the same id, and wakes who waits for its generation. One that was erased meanwhile is
     * passed over.
     */
    void add(GenerationKey key, StoredVerdict verdict) {
        List<Waiter> woken;
        synchronized (this) {
            // an erasure is noted before 'forget' takes this lock, so here or there this verdict is seen
            if (erasures.cover(key, verdict.recorded())) {
                return;
            }
            arrivals.putIfAbsent(key, clock.instant());
            StoredVerdict replaced =
                    verdicts.computeIfAbsent(key, same -> new LinkedHashMap<>()).put(verdict.verdictId(), verdict);
            bytes += cost(verdict) - (replaced == null ? 0 : cost(replaced));
            dropped.remove(key);
            trim();
            woken = waiters.getOrDefault(key, List.of());
            waiters.remove(key);
            waiting -= woken.size();
        }
        for (Waiter waiter : woken) {
            waiter.woken.complete(null);
        }
    }

    /** Verdicts of a generation, in order of arrival, by one profile (name or id) or by all. */
    synchronized List<StoredVerdict> find(GenerationKey key, Optional<String> profile) {
        trim();
        Map<String, StoredVerdict> found = verdicts.get(key);
        if (found == null) {
            return List.of();
        }
        return found.values().stream()
                .filter(verdict -> profile.isEmpty() || verdict.isOf(profile.get()))
                .toList();
    }

    /** Forgets verdicts that were recorded up to a time, as if they had never been here; of how many generations. */
    synchronized int forget(Predicate<GenerationKey> erased, Instant until) {
        int forgotten = 0;
        for (GenerationKey key : verdicts.keySet().stream().filter(erased).toList()) {
            Collection<StoredVerdict> held =
                    verdicts.getOrDefault(key, Map.of()).values();
            List<StoredVerdict> gone = held.stream()
                    .filter(verdict -> !verdict.recorded().isAfter(until))
                    .toList();
            if (!gone.isEmpty()) {
                held.removeAll(gone);
                bytes -= gone.stream().mapToLong(VerdictStore::cost).sum();
                forgotten++;
            }
            if (held.isEmpty()) {
                verdicts.remove(key);
                arrivals.remove(key);
            }
        }
        dropped.removeIf(erased);
        return forgotten;
    }

    /** Whether verdicts of this generation were here and have been dropped. */
    synchronized boolean isDropped(GenerationKey key) {
        return dropped.contains(key);
    }

    /** Wakes at the next verdict of the generation; empty if too many wait already. Close it in any case. */
    synchronized Optional<Waiter> next(GenerationKey key) {
        if (waiting >= waitersMax) {
            return Optional.empty();
        }
        Waiter waiter = new Waiter(key);
        waiters.computeIfAbsent(key, same -> new ArrayList<>()).add(waiter);
        waiting++;
        return Optional.of(waiter);
    }

    /** A place in the queue of those who wait for one generation. */
    final class Waiter implements AutoCloseable {
        private final GenerationKey key;
        private final CompletableFuture<Void> woken = new CompletableFuture<>();

        private Waiter(GenerationKey key) {
            this.key = key;
        }

        /** Completes at the next verdict. */
        CompletableFuture<Void> woken() {
            return woken;
        }

        /** Leaves the queue. */
        @Override
        public void close() {
            leave(this);
        }
    }

    synchronized int size() {
        return verdicts.size();
    }

    synchronized long bytes() {
        return bytes;
    }

    synchronized int waiting() {
        return waiting;
    }

    private synchronized void leave(Waiter waiter) {
        List<Waiter> others = waiters.getOrDefault(waiter.key, List.of());
        if (others.contains(waiter)) {
            others.remove(waiter);
            waiting--;
        }
        if (others.isEmpty()) {
            waiters.remove(waiter.key);
        }
    }

    private void trim() {
        Instant oldest = clock.instant().minus(ageMax);
        Iterator<Map.Entry<GenerationKey, Instant>> arrival =
                arrivals.entrySet().iterator();
        while (arrival.hasNext()) {
            Map.Entry<GenerationKey, Instant> next = arrival.next();
            boolean full = verdicts.size() > generationsMax || bytes > bytesMax;
            if (!full && next.getValue().isAfter(oldest)) {
                return;
            }
            arrival.remove();
            Map<String, StoredVerdict> gone = verdicts.remove(next.getKey());
            if (gone != null) {
                bytes -= gone.values().stream().mapToLong(VerdictStore::cost).sum();
            }
            remember(next.getKey());
        }
    }

    private void remember(GenerationKey key) {
        dropped.add(key);
        if (dropped.size() > (long) DROPPED_PER_HELD * generationsMax) {
            dropped.remove(dropped.iterator().next());
        }
    }

    private static long cost(StoredVerdict verdict) {
        return (long) verdict.body().length + ENTRY_OVERHEAD_BYTES;
    }
}
