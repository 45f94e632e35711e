package io.plumbline.loadtests.stream;

import io.plumbline.model.ErrorCode;
import io.plumbline.model.PlumblineException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** The faults that {@code stream chaos} knows. */
final class Faults {
    /** Room for the broker's empty logs and a minute of traffic. */
    static final int DISK_MEGABYTES = 96;

    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final long POLL_MS = 50;

    private Faults() {}

    private interface Step {
        void run() throws Exception;
    }

    private static Fault of(String name, Step begin, Step end) {
        return new Fault() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public void begin() throws Exception {
                begin.run();
            }

            @Override
            public void end() throws Exception {
                end.run();
            }
        };
    }

    /** Over when the broker is ready again. */
    static Fault brokerRestart(LoadBench bench) {
        return of("broker killed", bench.broker()::kill, bench.broker()::start);
    }

    /** Two rebalances; over when the second instance is killed: what it had in work waits for the session timeout. */
    static Fault instanceLost(LoadBench bench) {
        return new Fault() {
            private Optional<ForkedDetector> second = Optional.empty();

            @Override
            public String name() {
                return "a second instance that is killed at the end";
            }

            @Override
            public void begin() {
                second = Optional.of(ForkedDetector.start(bench.settings()));
            }

            @Override
            public void end() throws InterruptedException {
                second.orElseThrow().kill();
            }
        };
    }

    /** One after the other. */
    static List<Fault> network(Toxiproxy proxy) {
        return List.of(
                proxy.fault(
                        "slow network, 300 ms and up to 100 ms more or less each way",
                        "latency",
                        Map.of("latency", 300, "jitter", 100)),
                proxy.fault("narrow network, 10 kB/s each way", "bandwidth", Map.of("rate", 10)),
                proxy.fault("nothing gets through", "timeout", Map.of("timeout", 0)),
                proxy.fault("connections reset after a second", "reset_peer", Map.of("timeout", 1000)),
                proxy.refusal());
    }

    /** Over when there is room and the broker, started again as an operator would, is ready. */
    static Fault diskFull(LoadBench bench, SmallDisk disk, Consumer<String> progress) {
        return of("the broker's disk is full", disk::fill, () -> {
            progress.accept("the broker's process " + (bench.broker().isAlive() ? "is still there" : "has ended"));
            disk.free();
            bench.broker().kill();
            bench.broker().start();
        });
    }

    /** The detector's own clock; what producers' clocks do is in the traffic. */
    static List<Fault> clocks(LoadBench bench, Path libfaketime) {
        if (!Files.exists(libfaketime)) {
            throw new PlumblineException(
                    ErrorCode.INVALID_INPUT,
                    libfaketime + " is not there: apt-get install libfaketime, or name it by --libfaketime");
        }
        return List.of(clock(bench, libfaketime, "+2h", "ahead"), clock(bench, libfaketime, "-2h", "behind"));
    }

    private static Fault clock(LoadBench bench, Path libfaketime, String shift, String where) {
        ForkedDetector.Settings usual = bench.settings();
        Map<String, String> environment = new HashMap<>(usual.environment());
        environment.put("LD_PRELOAD", libfaketime.toString());
        environment.put("FAKETIME", shift);
        // the JVM waits by the monotonic clock, and must go on to do so
        environment.put("FAKETIME_DONT_FAKE_MONOTONIC", "1");
        ForkedDetector.Settings shifted = new ForkedDetector.Settings(
                usual.jar(), usual.bootstrap(), usual.log(), usual.jvm(), usual.properties(), environment);
        return of(
                "the detector's clock is two hours " + where,
                () -> bench.supervisor().replace(shifted),
                () -> bench.supervisor().replace(usual));
    }

    /** Over when the event that asks for too much has been taken, and the detector, if that ended it, is started again. */
    static Fault outOfMemory(LoadBench bench, boolean ends) {
        int before = bench.supervisor().restarts().size();
        return of("the detector runs out of memory", () -> Files.writeString(bench.allocate(), ""), () -> {
            await(() -> !Files.exists(bench.allocate()));
            await(() -> !ends || bench.supervisor().restarts().size() > before);
        });
    }

    private static void await(BooleanSupplier holds) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!holds.getAsBoolean() && System.nanoTime() < end) {
            Thread.sleep(POLL_MS);
        }
    }
}
