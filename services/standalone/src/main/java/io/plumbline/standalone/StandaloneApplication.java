package io.plumbline.standalone;

import io.plumbline.detector.DetectionService;
import io.plumbline.mitigator.MitigationService;
import io.plumbline.stages.LoadState;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import jakarta.inject.Inject;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/** What the one process does once its services are up: stream the sample, print verdicts, stay. */
public class StandaloneApplication implements QuarkusApplication {
    private static volatile Optional<Run> prepared = Optional.empty();

    private final DetectionService detection;
    private final MitigationService mitigation;

    /**
     * @param beganNanos when the start began, as {@link System#nanoTime()}
     * @param stopping whether the process was told to end
     */
    record Run(
            StandaloneOptions options,
            String bootstrapServers,
            PrintStream out,
            long beganNanos,
            AtomicBoolean stopping) {}

    @Inject
    public StandaloneApplication(DetectionService detection, MitigationService mitigation) {
        this.detection = detection;
        this.mitigation = mitigation;
    }

    /** Quarkus makes the application: this is how it learns what for. */
    static void prepare(Run run) {
        prepared = Optional.of(run);
    }

    @Override
    public int run(String... args) throws InterruptedException {
        Run run = prepared.orElseThrow(() -> new IllegalStateException("start through Standalone.run"));
        banner(run);
        try (TrafficPrinter printer = new TrafficPrinter(run.bootstrapServers(), Palette.auto(), run.out())) {
            Set<String> judged = printer.start();
            if (!modelIsThere(run)) {
                return 1;
            }
            List<Sample> samples = samples(run.options().samples(), judged, run);
            printer.expect(samples);
            new SampleFeeder(run.options().httpPort(), run.stopping()).feed(samples);
            if (run.options().exitAfterSample()) {
                return afterSample(printer, run);
            }
            Quarkus.waitForExit();
            return 0;
        }
    }

    private int afterSample(TrafficPrinter printer, Run run) throws InterruptedException {
        printer.awaitExpected(run.stopping());
        boolean complete = true;
        // without a request no repair ever comes
        if (run.options().repair()) {
            complete = printer.awaitRepairs(() -> run.stopping().get() || mitigatorFailed());
        }
        printer.summary();
        if (!complete && mitigatorFailed()) {
            run.out().println("No repairs: " + mitigation.state().detail());
            return 1;
        }
        return 0;
    }

    /** As with the detector's model, another attempt is not waited for. */
    private boolean mitigatorFailed() {
        return mitigation.state().phase() == LoadState.Phase.FAILED;
    }

    private boolean modelIsThere(Run run) throws InterruptedException {
        while (!run.stopping().get()) {
            LoadState state = detection.state();
            switch (state.phase()) {
                case READY -> {
                    run.out()
                            .printf(
                                    Locale.ROOT,
                                    "Ready after %.1f s: profile %s%n%n",
                                    (System.nanoTime() - run.beganNanos()) / 1e9,
                                    state.detail());
                    return true;
                }
                case FAILED, STOPPED -> {
                    run.out().println("No model: " + state.detail());
                    return false;
                }
                case LOADING -> Thread.sleep(Duration.ofMillis(100).toMillis());
            }
        }
        return false;
    }

    private static List<Sample> samples(StandaloneOptions.Samples which, Set<String> judged, Run run) {
        List<Sample> bundled = Sample.bundled();
        return switch (which) {
            case NONE -> List.of();
            case AGAIN -> {
                String suffix = "@" + Long.toString(System.currentTimeMillis(), Character.MAX_RADIX);
                yield bundled.stream()
                        .map(sample -> sample.withId(sample.event().id() + suffix))
                        .toList();
            }
            case NEW -> {
                List<Sample> fresh = bundled.stream()
                        .filter(sample -> !judged.contains(sample.event().id()))
                        .toList();
                if (fresh.size() < bundled.size()) {
                    run.out()
                            .println((bundled.size() - fresh.size()) + " of " + bundled.size()
                                    + " sample answers were judged before on this data; --sample streams all again.");
                }
                yield fresh;
            }
        };
    }

    private static void banner(Run run) {
        String http = "http://127.0.0.1:" + run.options().httpPort();
        run.out()
                .println("Gateway   " + http + "/v1/generations   (OpenAPI " + http + "/q/openapi, metrics " + http
                        + "/q/metrics, health " + http + "/q/health)");
        run.out()
                .println("Kafka     " + run.bootstrapServers()
                        + "   plumbline.generations.v1 -> plumbline.verdicts.v1, plumbline.mitigations.v1");
        run.out().println("Loading the model " + run.options().model() + " ...");
    }
}
