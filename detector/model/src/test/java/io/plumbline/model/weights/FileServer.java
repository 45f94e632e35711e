package io.plumbline.model.weights;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A web server on loopback for tests: files with ranges, transfers that break off, redirects, a log of requests. */
final class FileServer implements AutoCloseable {
    /** A file; {@code etag} empty: none is sent and ranges are ignored. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Served(byte[] body, String contentType, String etag) {}

    /** By path: the next so many transfers stop after half of what they announced. */
    final Map<String, Integer> breakOff = new ConcurrentHashMap<>();
    /** By path: the next so many transfers fall silent after half of what they announced. */
    final Map<String, Integer> fallSilent = new ConcurrentHashMap<>();

    final List<String> requests = Collections.synchronizedList(new ArrayList<>());
    private final Map<String, Served> files = new ConcurrentHashMap<>();
    private final Map<String, String> redirects = new ConcurrentHashMap<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpServer server;

    FileServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::handle);
        server.setExecutor(threads);
        server.start();
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
    }

    void file(String path, byte[] body) {
        files.put(path, new Served(body, "application/octet-stream", "\"v1\""));
    }

    void text(String path, String contentType, String body) {
        files.put(path, new Served(body.getBytes(StandardCharsets.UTF_8), contentType, ""));
    }

    void redirect(String path, String target) {
        redirects.put(path, target);
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            Optional<String> range =
                    Optional.ofNullable(exchange.getRequestHeaders().getFirst("Range"));
            Optional<String> user =
                    Optional.ofNullable(exchange.getRequestHeaders().getFirst("Authorization"));
            requests.add(path
                    + range.map(r -> " " + r).orElse("")
                    + user.map(u -> " " + u).orElse(""));
            Optional<String> target = Optional.ofNullable(redirects.get(path));
            if (target.isPresent()) {
                exchange.getResponseHeaders().set("Location", target.get());
                exchange.sendResponseHeaders(302, -1);
                return;
            }
            Optional<Served> served = Optional.ofNullable(files.get(path));
            if (served.isEmpty()) {
                exchange.sendResponseHeaders(404, -1);
                return;
            }
            send(exchange, served.get(), range);
        }
    }

    private void send(HttpExchange exchange, Served file, Optional<String> range) throws IOException {
        int start = 0;
        exchange.getResponseHeaders().set("Content-Type", file.contentType());
        if (!file.etag().isEmpty()) {
            exchange.getResponseHeaders().set("ETag", file.etag());
            boolean same = file.etag().equals(exchange.getRequestHeaders().getFirst("If-Range"));
            if (range.isPresent() && same) {
                start = Integer.parseInt(range.get().replaceAll("[^0-9]", ""));
                exchange.getResponseHeaders()
                        .set("Content-Range", "bytes " + start + "-" + (file.body().length - 1) + "/*");
            }
        }
        int length = file.body().length - start;
        exchange.sendResponseHeaders(start > 0 ? 206 : 200, length);
        String path = exchange.getRequestURI().getPath();
        boolean silent = fallSilent.merge(path, -1, Integer::sum) >= 0;
        boolean half = breakOff.merge(path, -1, Integer::sum) >= 0;
        exchange.getResponseBody().write(file.body(), start, silent || half ? length / 2 : length);
        if (silent) {
            exchange.getResponseBody().flush();
            try {
                Thread.sleep(60_000);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
        server.stop(0);
    }
}
