package io.plumbline.loadtests.stream;

import io.plumbline.loadtests.Machine;
import io.plumbline.schemas.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.function.IntUnaryOperator;

/** One run: events at their times, faults at theirs, and after the last event as long as any is without an answer. */
final class LoadRun {
    private static final Duration BEFORE_START = Duration.ofSeconds(1);
    private static final long POLL_MS = 100;
    private static final long TELL_EVERY_MS = 10_000;
    private static final String GROUP = "plumbline-detector";

    private final Plan plan;
    private final String bootstrap;
    private final Consumer<String> progress;
    private volatile boolean reading = true;

    /**
     * What is to happen.
     *
     * @param name of the scenario
     * @param arrivals when events come
     * @param traffic what they are
     * @param special kinds of single events, instead of what the traffic says
     * @param skewSeconds of the producer of each event
     * @param warmUp from the start: its events are in the ledger and in no latency
     * @param length until the last event, the time to get warm included
     * @param patience after that, for those without an answer
     * @param faults in their order, one after the other
     */
    record Plan(
            String name,
            ArrivalProcess arrivals,
            Traffic traffic,
            Map<Integer, TrafficKind> special,
            IntUnaryOperator skewSeconds,
            Duration warmUp,
            Duration length,
            Duration patience,
            List<FaultPlan> faults) {
        Plan {
            special = Map.copyOf(special);
            faults = List.copyOf(faults);
        }
    }

    /**
     * What happened.
     *
     * @param plan what was to happen
     * @param machine where
     * @param loadBefore load average before
     * @param loadAfter load average after
     * @param ledger every event
     * @param start of the run, as {@link System#nanoTime}
     * @param samples how it stood over time
     * @param recoveries what each fault cost
     * @param latestMs by how much the latest event went out after it was due
     */
    record Result(
            Plan plan,
            String machine,
            String loadBefore,
            String loadAfter,
            Ledger ledger,
            long start,
            List<Samples.Sample> samples,
            List<Recovery> recoveries,
            double latestMs) {}

    /** Nothing happens yet. */
    LoadRun(Plan plan, String bootstrap, Consumer<String> progress) {
        this.plan = plan;
        this.bootstrap = bootstrap;
        this.progress = progress;
    }

    /** Broker and detector must be there. */
    Result run() throws Exception {
        String loadBefore = Machine.load();
        long[] due = plan.arrivals().arrivals(plan.length());
        TrafficKind[] kinds = new TrafficKind[due.length];
        for (int i = 0; i < due.length; i++) {
            kinds[i] = plan.special().getOrDefault(i, plan.traffic().kind(i));
        }
        try (TopicTail tail = new TopicTail(bootstrap, List.of(Topics.VERDICTS, Topics.GENERATIONS_DLQ));
                GroupLag lag = new GroupLag(bootstrap, GROUP, Topics.GENERATIONS)) {
            long start = System.nanoTime() + BEFORE_START.toNanos();
            for (int i = 0; i < due.length; i++) {
                due[i] += start;
            }
            Ledger ledger = new Ledger(plan.name() + "-" + Long.toString(System.currentTimeMillis(), 36), due, kinds);
            Traffic.Maker maker = plan.traffic().new Maker();
            OpenLoop loop = new OpenLoop(
                    bootstrap,
                    Topics.GENERATIONS,
                    ledger,
                    i -> maker.body(i, ledger.id(i), ledger.kind(i)),
                    plan.skewSeconds());
            progress.accept(due.length + " events: " + plan.arrivals().describe() + "; "
                    + plan.traffic().describe());
            Samples samples = new Samples(ledger, lag, start);
            CompletableFuture<Void> sending = CompletableFuture.runAsync(loop::run);
            CompletableFuture<Void> watching = CompletableFuture.runAsync(() -> read(tail, ledger));
            List<double[]> windows = faults(start);
            awaitAnswers(ledger, start, sending);
            samples.close();
            reading = false;
            watching.get();
            tail.drain(ledger::seen);
            return new Result(
                    plan,
                    Machine.describe(),
                    loadBefore,
                    Machine.load(),
                    ledger,
                    start,
                    samples.taken(),
                    recoveries(windows, samples.taken()),
                    loop.latestNanos() / 1e6);
        }
    }

    private void read(TopicTail tail, Ledger ledger) {
        while (reading) {
            tail.poll(ledger::seen);
        }
    }

    /** Begin and end of each fault, in seconds since the start. */
    private List<double[]> faults(long start) throws Exception {
        List<double[]> windows = new ArrayList<>();
        for (FaultPlan fault : plan.faults()) {
            sleepUntil(start + fault.from().toNanos());
            double began = (System.nanoTime() - start) / 1e9;
            fault.fault().begin();
            progress.accept(fault.fault().name());
            // from when it is there: some take a while
            Thread.sleep(fault.length().toMillis());
            fault.fault().end();
            double ended = (System.nanoTime() - start) / 1e9;
            windows.add(new double[] {began, ended});
            progress.accept(String.format(
                    Locale.ROOT,
                    "over: %s, from %.1f s to %.1f s",
                    fault.fault().name(),
                    began,
                    ended));
        }
        return windows;
    }

    private static void sleepUntil(long nanos) throws InterruptedException {
        long left = nanos - System.nanoTime();
        if (left > 0) {
            Thread.sleep(left / 1_000_000);
        }
    }

    private void awaitAnswers(Ledger ledger, long start, CompletableFuture<Void> sending)
            throws InterruptedException, ExecutionException {
        long end = start + plan.length().plus(plan.patience()).toNanos();
        long told = System.nanoTime();
        while (System.nanoTime() < end && !(sending.isDone() && ledger.open() <= 0)) {
            Thread.sleep(POLL_MS);
            if (System.nanoTime() - told > TELL_EVERY_MS * 1_000_000) {
                told = System.nanoTime();
                progress.accept(String.format(
                        Locale.ROOT,
                        "%.0f s: %d of %d sent, %d answered, %d open",
                        (told - start) / 1e9,
                        ledger.acknowledgedCount(),
                        ledger.size(),
                        ledger.answeredCount(),
                        ledger.open()));
            }
        }
        if (sending.isDone()) {
            sending.get();
        }
    }

    private List<Recovery> recoveries(List<double[]> windows, List<Samples.Sample> samples) {
        List<Recovery> recoveries = new ArrayList<>();
        for (int i = 0; i < windows.size(); i++) {
            double next = i + 1 < windows.size() ? windows.get(i + 1)[0] : Double.MAX_VALUE;
            List<Samples.Sample> own =
                    samples.stream().filter(sample -> sample.seconds() < next).toList();
            recoveries.add(Recovery.of(plan.faults().get(i).fault().name(), windows.get(i)[0], windows.get(i)[1], own));
        }
        return recoveries;
    }
}
