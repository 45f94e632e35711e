package io.plumbline.standalone;

import io.plumbline.channels.Delivery;
import io.plumbline.channels.TransactionalClients;
import io.plumbline.embeddedkafka.EmbeddedKafka;
import io.quarkus.runtime.Quarkus;
import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Broker, gateway, detector and mitigator in one process, on one model. The broker is real Kafka on a fixed port: any client can attach. It starts before
 * and is closed after everything else, also on SIGTERM, so that the next start need not recover.
 */
public final class Standalone {
    private static final Duration SHUTDOWN_LIMIT = Duration.ofSeconds(60);

    private Standalone() {}

    /** Runs until told to end. Returns the exit code. */
    public static int run(StandaloneOptions options, PrintStream out) {
        long began = System.nanoTime();
        CountDownLatch closed = new CountDownLatch(1);
        AtomicBoolean stopping = new AtomicBoolean();
        Thread hook = new Thread(
                () -> {
                    stopping.set(true);
                    awaitQuietly(closed);
                },
                "plumbline-await-broker");
        AtomicInteger exitCode = new AtomicInteger();
        out.println("Starting the broker, data in " + options.dataDirectory());
        try (EmbeddedKafka kafka = EmbeddedKafka.builder()
                .dataDirectory(options.dataDirectory())
                .port(options.kafkaPort())
                .start()) {
            // the virtual machine ends when all hooks have: this one lasts until the broker is closed
            Runtime.getRuntime().addShutdownHook(hook);
            configure(options, kafka.bootstrapServers());
            StandaloneApplication.prepare(
                    new StandaloneApplication.Run(options, kafka.bootstrapServers(), out, began, stopping));
            Quarkus.run(StandaloneApplication.class, (code, failure) -> {
                exitCode.set(code);
                if (failure != null) {
                    out.println("The services ended: " + failure.getMessage());
                }
            });
        } finally {
            closed.countDown();
        }
        return exitCode.get();
    }

    private static void configure(StandaloneOptions options, String bootstrapServers) {
        System.setProperty("kafka.bootstrap.servers", bootstrapServers);
        System.setProperty("quarkus.http.port", Integer.toString(options.httpPort()));
        System.setProperty("plumbline.detection.model", options.model());
        System.setProperty("plumbline.detection.mitigation-requests", Boolean.toString(options.repair()));
        // alone on its broker: the next start may end what a crash left open
        System.setProperty(TransactionalClients.INSTANCE_SETTING, "standalone");
        if (options.exactlyOnce()) {
            System.setProperty(Delivery.SETTING, Delivery.EXACTLY_ONCE.setting());
        }
        options.profile().ifPresent(profile -> System.setProperty("plumbline.detection.profile", profile));
        options.threads()
                .ifPresent(threads -> System.setProperty("plumbline.detection.threads", Integer.toString(threads)));
    }

    private static void awaitQuietly(CountDownLatch closed) {
        try {
            if (!closed.await(SHUTDOWN_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                System.err.println("the broker did not close in time; it will recover at the next start");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
