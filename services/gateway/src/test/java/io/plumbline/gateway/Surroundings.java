package io.plumbline.gateway;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.plumbline.embeddedkafka.testing.KafkaTestResource;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.restassured.RestAssured;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.jspecify.annotations.Nullable;

/**
 * What stands around a gateway that fits in: a broker with the topic of a Collector, and one server that plays a collector
 * and a webhook's receiver. It keeps what it gets; {@code GET /kept} gives it out, a request a line: path, signature headers, body
 * in Base64.
 */
public final class Surroundings implements QuarkusTestResourceLifecycleManager {
    private final KafkaTestResource broker = new KafkaTestResource();
    private final List<String> kept = new CopyOnWriteArrayList<>();
    private @Nullable HttpServer server;

    /** Everything on, and little patience. */
    public static final class Channels implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            Map<String, String> config = new HashMap<>();
            config.put("plumbline.gateway.otlp.kafka", "true");
            config.put("mp.messaging.incoming.gateway-otlp-traces-in.auto.offset.reset", "earliest");
            config.put("plumbline.gateway.otlp.join-patience", "1s");
            config.put("plumbline.emit.enabled", "true");
            config.put("mp.messaging.incoming.gateway-emit-verdicts-in.auto.offset.reset", "earliest");
            config.put("plumbline.emit.webhook.secret", "secret");
            config.put("plumbline.emit.otlp.headers.x-key", "k");
            return config;
        }
    }

    @Override
    public Map<String, String> start() {
        Map<String, String> config = new HashMap<>(broker.start());
        try (Admin admin = Admin.create(
                Map.of("bootstrap.servers", Objects.requireNonNull(config.get("kafka.bootstrap.servers"))))) {
            admin.createTopics(
                            List.of(new NewTopic("otlp_spans", 1, (short) 1), new NewTopic("otlp_logs", 1, (short) 1)))
                    .all()
                    .get();
            HttpServer started = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            started.createContext("/", this::answer);
            started.start();
            server = started;
            String url = "http://127.0.0.1:" + started.getAddress().getPort();
            config.put("plumbline.test.surroundings", url);
            config.put("plumbline.emit.otlp.endpoint", url);
            config.put("plumbline.emit.webhook.url", url + "/hook");
            config.put("otel.exporter.otlp.endpoint", url + "/own");
            config.put("otel.exporter.otlp.compression", "none");
            config.put("otel.bsp.schedule.delay", "100");
            return config;
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            byte[] body = exchange.getRequestBody().readAllBytes();
            byte[] answer = new byte[0];
            if (path.equals("/kept")) {
                answer = String.join("\n", kept).getBytes(StandardCharsets.UTF_8);
            } else {
                kept.add(path + " " + header(exchange, "webhook-id") + " " + header(exchange, "webhook-timestamp") + " "
                        + header(exchange, "webhook-signature") + " " + header(exchange, "x-key") + " "
                        + Base64.getEncoder().encodeToString(body));
            }
            exchange.sendResponseHeaders(200, answer.length == 0 ? -1 : answer.length);
            exchange.getResponseBody().write(answer);
        }
    }

    /** What was kept under a path, split at the blanks. */
    public static List<String[]> kept(String surroundings, String path) {
        return RestAssured.given()
                .baseUri(surroundings)
                .port(URI.create(surroundings).getPort())
                .get("/kept")
                .asString()
                .lines()
                .map(line -> line.split(" "))
                .filter(fields -> fields[0].startsWith(path))
                .toList();
    }

    private static String header(HttpExchange exchange, String name) {
        String value = exchange.getRequestHeaders().getFirst(name);
        return value == null ? "-" : value;
    }

    @Override
    public void stop() {
        if (server != null) {
            server.stop(0);
        }
        broker.stop();
    }
}
