package io.plumbline.loadtests.stream;

import io.plumbline.embeddedkafka.EmbeddedKafka;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** A broker and a watched detector for one run. */
final class LoadBench implements AutoCloseable {
    private final Path directory;
    private final ForkedBroker broker;
    private final ForkedDetector.Settings settings;
    private final Supervisor supervisor;

    /** What judges. */
    enum Judge {
        /** {@link io.plumbline.loadtests.stub.StubDetector}: a constant time for each answer. */
        STUB,
        /** The detector service as it is shipped, with the default model on one thread. */
        MODEL
    }

    /**
     * What runs.
     *
     * @param judge what judges
     * @param work of the stub for each answer
     * @param jvm options of the detector's JVM beside the usual ones
     * @param forwarded the detector's way to the broker, if it is not the straight one
     * @param data of the broker, if it is not to lie beside the logs
     */
    record Setup(
            Judge judge,
            Duration work,
            List<String> jvm,
            Optional<EmbeddedKafka.Forwarded> forwarded,
            Optional<Path> data) {
        Setup {
            jvm = List.copyOf(jvm);
        }

        static Setup of(Judge judge, Duration work) {
            return new Setup(judge, work, List.of(), Optional.empty(), Optional.empty());
        }

        Setup withJvm(List<String> options) {
            return new Setup(judge, work, options, forwarded, data);
        }

        Setup withForwarded(EmbeddedKafka.Forwarded way) {
            return new Setup(judge, work, jvm, Optional.of(way), data);
        }

        Setup withData(Path directory) {
            return new Setup(judge, work, jvm, forwarded, Optional.of(directory));
        }

        String describe() {
            return judge == Judge.STUB
                    ? "stub detector, " + work.toMillis() + " ms an answer"
                    : "detector service with the default model, one thread";
        }
    }

    /**
     * Starts both.
     *
     * @param directory for data and logs
     * @param repository where the packaged services lie
     */
    LoadBench(Setup setup, Path directory, Path repository, Consumer<String> progress) throws InterruptedException {
        this.directory = directory;
        broker = new ForkedBroker(
                setup.data().orElse(directory.resolve("kafka")), directory.resolve("broker.log"), setup.forwarded());
        broker.start();
        settings = new ForkedDetector.Settings(
                setup.judge() == Judge.STUB ? Bench.stub(repository) : Bench.detector(repository),
                setup.forwarded()
                        .map(way -> "127.0.0.1:" + way.advertisedPort())
                        .orElse(broker.bootstrap()),
                directory.resolve("detector.log"),
                jvm(setup),
                properties(setup),
                Map.of());
        try {
            supervisor = new Supervisor(settings, progress);
        } catch (RuntimeException e) {
            broker.close();
            throw e;
        }
        progress.accept("broker and detector are ready");
    }

    private static List<String> jvm(Setup setup) {
        List<String> jvm = new ArrayList<>(setup.jvm());
        if (setup.jvm().isEmpty()) {
            jvm.add(setup.judge() == Judge.STUB ? "-Xmx512m" : "-Xmx1g");
        }
        jvm.add("-XX:+UseSerialGC");
        return jvm;
    }

    private Map<String, String> properties(Setup setup) {
        Map<String, String> properties = new HashMap<>();
        if (setup.judge() == Judge.STUB) {
            properties.put("plumbline.stub.work", setup.work().toMillis() + "ms");
            properties.put("plumbline.stub.allocate", allocate().toString());
        } else {
            properties.put("plumbline.detection.threads", "1");
        }
        return properties;
    }

    /** While it exists the stub's next {@code ALLOCATE} runs out of memory. */
    Path allocate() {
        return directory.resolve("allocate");
    }

    ForkedBroker broker() {
        return broker;
    }

    Supervisor supervisor() {
        return supervisor;
    }

    ForkedDetector.Settings settings() {
        return settings;
    }

    /** Runs a plan, writes its report, prints its row; whether no event was lost. */
    boolean report(LoadRun.Plan plan, Setup setup, Path results, Consumer<String> progress) throws Exception {
        LoadRun.Result result = new LoadRun(plan, broker.bootstrap(), progress).run();
        LoadReport report = new LoadReport(result, setup.describe(), supervisor.restarts());
        report.write(results, plan.name());
        System.out.println(LoadReport.HEADER);
        System.out.println(report.row());
        report.recoveries().forEach(System.out::println);
        return report.isClean();
    }

    @Override
    public void close() throws IOException {
        supervisor.close();
        broker.close();
    }
}
