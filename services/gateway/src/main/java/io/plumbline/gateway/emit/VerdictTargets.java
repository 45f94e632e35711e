package io.plumbline.gateway.emit;

import io.plumbline.gateway.GatewayMetrics;
import io.plumbline.gateway.emit.Delivery.Result;
import io.plumbline.ingest.VerdictTelemetry;
import io.plumbline.ingest.VerdictTelemetry.Target;
import io.plumbline.schemas.Outcome;
import io.plumbline.schemas.VerdictEvent;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/** The places that are told of a verdict. */
@ApplicationScoped
public class VerdictTargets {
    private static final Logger LOG = Logger.getLogger(VerdictTargets.class);

    private final EmitConfig config;
    private final GatewayMetrics metrics;
    private final Delivery delivery;
    private final Optional<WebhookSignature> signature;

    public VerdictTargets(EmitConfig config, GatewayMetrics metrics) {
        this.config = config;
        this.metrics = metrics;
        HttpClient http = HttpClient.newBuilder()
                .connectTimeout(config.timeout())
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
        delivery = new Delivery(http, config.attempts(), config.firstBackOff(), config.longestBackOff());
        signature = config.webhook().secret().map(WebhookSignature::new);
        if (config.webhook().url().isPresent() && signature.isEmpty()) {
            throw new IllegalStateException(
                    "plumbline.emit.webhook.url is set: set plumbline.emit.webhook.secret too, webhooks are always signed");
        }
        if (config.enabled()
                && config.webhook().url().isEmpty()
                && config.otlp().endpoint().isEmpty()) {
            LOG.warn("plumbline.emit.enabled is set, but neither plumbline.emit.otlp.endpoint nor"
                    + " plumbline.emit.webhook.url: nobody is told");
        }
    }

    /**
     * Tells everybody; completes when each was told or given up, and never fails.
     *
     * @param body the verdict's bytes as on the topic
     */
    CompletableFuture<Void> tell(VerdictEvent verdict, byte[] body, Optional<Target> target) {
        List<CompletableFuture<Void>> sent = new ArrayList<>();
        config.otlp().endpoint().ifPresent(endpoint -> {
            Instant now = Instant.now();
            if (config.otlp().events()) {
                byte[] event = VerdictTelemetry.event(verdict, target, now).toByteArray();
                sent.add(send("OTLP_EVENT", verdict, () -> otlp(endpoint, "v1/logs", event)));
            }
            if (config.otlp().carrierSpans() && target.isPresent()) {
                byte[] span =
                        VerdictTelemetry.carrier(verdict, target.get(), now).toByteArray();
                sent.add(send("OTLP_SPAN", verdict, () -> otlp(endpoint, "v1/traces", span)));
            }
        });
        config.webhook()
                .url()
                .filter(url -> config.webhook().on().contains(word(verdict.outcome())))
                .ifPresent(url -> {
                    WebhookSignature signed = signature.orElseThrow();
                    sent.add(send("WEBHOOK", verdict, () -> webhook(url, signed, verdict, body)));
                });
        return CompletableFuture.allOf(sent.toArray(CompletableFuture<?>[]::new));
    }

    private CompletableFuture<Void> send(String target, VerdictEvent verdict, Supplier<HttpRequest> request) {
        String what = target + " of verdict " + verdict.verdictId();
        return delivery.send(what, request).thenAccept((Result result) -> metrics.emitted(target, result.name()));
    }

    private HttpRequest otlp(URI endpoint, String path, byte[] body) {
        String base = endpoint.toString();
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + (base.endsWith("/") ? "" : "/") + path))
                .timeout(config.timeout())
                .header("Content-Type", "application/x-protobuf")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        config.otlp().headers().forEach(request::header);
        return request.build();
    }

    private HttpRequest webhook(URI url, WebhookSignature signed, VerdictEvent verdict, byte[] body) {
        long timestamp = Instant.now().getEpochSecond();
        return HttpRequest.newBuilder(url)
                .timeout(config.timeout())
                .header("Content-Type", "application/json")
                .header("webhook-id", verdict.verdictId())
                .header("webhook-timestamp", Long.toString(timestamp))
                .header("webhook-signature", signed.of(verdict.verdictId(), timestamp, body))
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
    }

    private static String word(Outcome outcome) {
        return outcome instanceof Outcome.Scored scored ? scored.label().name() : outcome.status();
    }
}
