package io.plumbline.loadtests.stream;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** How it stood, over time: a thread looks at the ledger and the group at a fixed interval. */
final class Samples implements AutoCloseable {
    static final long INTERVAL_MS = 200;
    /** The group's lag is asked of the broker; not as often. */
    private static final int LAG_EVERY = 5;

    private final Ledger ledger;
    private final GroupLag lag;
    private final long start;
    private final List<Sample> samples = new ArrayList<>();
    private final Thread thread = new Thread(this::run, "samples");

    /**
     * How it stood.
     *
     * @param seconds since the start of the run
     * @param acknowledged events that the brokers have taken
     * @param answered events with an answer
     * @param lag records that the group has not committed; empty where it was not asked, or did not answer
     */
    record Sample(double seconds, int acknowledged, int answered, OptionalLong lag) {
        int open() {
            return Math.max(0, acknowledged - answered);
        }
    }

    /** @param start of the run, as {@link System#nanoTime} */
    Samples(Ledger ledger, GroupLag lag, long start) {
        this.ledger = ledger;
        this.lag = lag;
        this.start = start;
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        try {
            for (int i = 0; ; i++) {
                OptionalLong now = i % LAG_EVERY == 0 ? lag.now() : OptionalLong.empty();
                Sample sample = new Sample(
                        (System.nanoTime() - start) / 1e9, ledger.acknowledgedCount(), ledger.answeredCount(), now);
                synchronized (samples) {
                    samples.add(sample);
                }
                Thread.sleep(INTERVAL_MS);
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    /** So far. */
    List<Sample> taken() {
        synchronized (samples) {
            return List.copyOf(samples);
        }
    }

    @Override
    public void close() throws InterruptedException {
        thread.interrupt();
        thread.join();
    }
}
