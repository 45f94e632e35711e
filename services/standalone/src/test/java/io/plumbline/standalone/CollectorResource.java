package io.plumbline.standalone;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.plumbline.embeddedkafka.testing.KafkaTestResource;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** A broker, and a receiver of OTLP over HTTP that keeps the requests as they came; a test gets them by {@link Exports}. */
public final class CollectorResource implements QuarkusTestResourceLifecycleManager {
    private final KafkaTestResource broker = new KafkaTestResource();
    private final List<byte[]> exports = new CopyOnWriteArrayList<>();
    private @Nullable HttpServer server;

    @Override
    public Map<String, String> start() {
        Map<String, String> config = new HashMap<>(broker.start());
        try {
            HttpServer started = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            started.createContext("/v1/traces", this::keep);
            started.start();
            server = started;
            config.put(
                    "otel.exporter.otlp.endpoint",
                    "http://127.0.0.1:" + started.getAddress().getPort());
            config.put("otel.bsp.schedule.delay", "100");
            return config;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void keep(HttpExchange exchange) throws IOException {
        try (exchange) {
            boolean zipped = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
            byte[] body = (zipped ? new GZIPInputStream(exchange.getRequestBody()) : exchange.getRequestBody())
                    .readAllBytes();
            exports.add(body);
            exchange.getResponseHeaders().add("Content-Type", "application/x-protobuf");
            exchange.sendResponseHeaders(200, -1);
        }
    }

    @Override
    public void inject(TestInjector injector) {
        injector.injectIntoFields(exports, new TestInjector.AnnotatedAndMatchesType(Exports.class, List.class));
    }

    @Override
    public void stop() {
        if (server != null) {
            server.stop(0);
        }
        broker.stop();
    }
}
