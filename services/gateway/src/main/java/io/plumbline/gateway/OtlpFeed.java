package io.plumbline.gateway;

import io.plumbline.ingest.IngestException;
import io.plumbline.ingest.Otlp;
import io.plumbline.schemas.Source;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.function.BiFunction;
import org.eclipse.microprofile.reactive.messaging.Acknowledgment;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.jboss.logging.Logger;

/**
 * Reads OTLP from Kafka, as the OpenTelemetry Collector's Kafka exporter writes it; off unless the channels are turned on.
 * A record is acknowledged once every answer in it has left the join window and the broker has it, so a gateway that
 * dies reads it again. A record that is no OTLP is counted, logged by its place, and given to the channel's failure strategy.
 */
@ApplicationScoped
public class OtlpFeed {
    private static final Logger LOG = Logger.getLogger(OtlpFeed.class);
    private static final Duration PAUSE = Duration.ofMillis(100);

    private final OtlpIntake intake;
    private final GatewayMetrics metrics;
    private final Otlp.Encoding encoding;
    /** One thread: it holds reading up while too many events wait for the broker. */
    private final Executor reader = Executors.newSingleThreadExecutor(work -> {
        Thread thread = new Thread(work, "plumbline-otlp");
        thread.setDaemon(true);
        return thread;
    });

    public OtlpFeed(OtlpIntake intake, GatewayMetrics metrics, GatewayConfig config) {
        this.intake = intake;
        this.metrics = metrics;
        encoding = config.otlp().kafkaEncoding();
    }

    @Incoming("gateway-otlp-traces-in")
    @Acknowledgment(Acknowledgment.Strategy.MANUAL)
    public CompletionStage<Void> traces(Message<byte[]> message) {
        return CompletableFuture.runAsync(() -> take(message, Otlp::traces), reader);
    }

    @Incoming("gateway-otlp-logs-in")
    @Acknowledgment(Acknowledgment.Strategy.MANUAL)
    public CompletionStage<Void> logs(Message<byte[]> message) {
        return CompletableFuture.runAsync(() -> take(message, Otlp::logs), reader);
    }

    private void take(Message<byte[]> message, BiFunction<byte[], Otlp.Encoding, Otlp.Batch> read) {
        byte[] body = Optional.ofNullable(message.getPayload()).orElseGet(() -> new byte[0]);
        try {
            while (intake.full()) {
                Thread.sleep(PAUSE.toMillis());
            }
            PendingAnswers answers = new PendingAnswers(message);
            OtlpIntake.Receipt receipt =
                    intake.accept(read.apply(body, encoding), Source.DEFAULT_TENANT, answers::published);
            answers.expect(receipt.events());
        } catch (IngestException e) {
            metrics.span("MALFORMED", 1);
            LOG.warnf("a record is no OTLP in %s: %s", encoding, e.getMessage());
            CompletionStage<Void> unused = message.nack(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Acknowledges a record after its last answer; publications may end before their number is known. */
    private static final class PendingAnswers {
        private final Message<byte[]> message;
        private int published;
        private int expected = Integer.MAX_VALUE;

        PendingAnswers(Message<byte[]> message) {
            this.message = message;
        }

        synchronized void published() {
            published++;
            acknowledge();
        }

        synchronized void expect(int events) {
            expected = events;
            acknowledge();
        }

        private void acknowledge() {
            if (published == expected) {
                CompletionStage<Void> unused = message.ack();
            }
        }
    }
}
